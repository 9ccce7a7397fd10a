package main

import (
	"path/filepath"
	"slices"
	"testing"
)

func TestInstallTarget(t *testing.T) {
	root := writeTree(t, map[string]string{
		"package.json":               `{"dependencies":{"x":"1"}}`,
		"program/main/index.js":      ``,
		"plugin/index.js":            ``,
		"empty/package.json":         `{"name":"empty"}`,
		"development/package.json":   `{"devDependencies":{"x":"1"}}`,
		"own/package.json":           `{"dependencies":{"x":"1"}}`,
		"optional/sub/package.json":  `{"optionalDependencies":{"x":"1"}}`,
		"optional/sub/deep/index.js": ``,
	})
	for _, c := range []struct {
		what, dir string
		isPlugin  bool
		want      string
	}{
		{"a program's own package.json", "own", false, "own"},
		{"a program's package.json above it", "program/main", false, "."},
		{"the nearest one above it", "optional/sub/deep", false, "optional/sub"},
		{"development dependencies are installed too", "development", false, "development"},
		{"a package.json without dependencies needs nothing", "empty", false, ""},
		{"a plugin's own package.json", "own", true, "own"},
		{"a plugin never installs the project around it", "plugin", true, ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			target, err := installTarget(filepath.Join(root, c.dir), c.isPlugin)
			if err != nil {
				t.Fatal(err)
			}
			got, want := "", c.want
			if target != nil {
				got = target.dir
			}
			if want != "" {
				want = filepath.Join(root, want)
			}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestNpmArgs(t *testing.T) {
	root := writeTree(t, map[string]string{
		"locked/package-lock.json": `{}`, "shrunk/npm-shrinkwrap.json": `{}`, "free/package.json": `{}`,
	})
	for _, c := range []struct {
		dir      string
		isPlugin bool
		want     []string
	}{
		{"locked", false, []string{"ci", "--no-audit", "--no-fund"}},
		{"shrunk", false, []string{"ci", "--no-audit", "--no-fund"}},
		{"free", false, []string{"install", "--no-audit", "--no-fund"}},
		{"free", true, []string{"install", "--no-audit", "--no-fund", "--omit=dev"}},
	} {
		if got := npmArgs(filepath.Join(root, c.dir), c.isPlugin); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.dir, got, c.want)
		}
	}
}
