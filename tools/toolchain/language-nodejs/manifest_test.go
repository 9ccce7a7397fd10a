package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// writeTree makes files with the given contents in a new temporary folder and returns its real path.
func writeTree(t *testing.T, files map[string]string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestResolvePackageLooksAsNodeDoes(t *testing.T) {
	root := writeTree(t, map[string]string{
		"node_modules/a/package.json":            `{}`,
		"node_modules/@scope/b/package.json":     `{}`,
		"project/node_modules/a/package.json":    `{}`,
		"project/deep/index.js":                  ``,
		"project/node_modules/no-manifest/x.js":  ``,
		"elsewhere/linked/package.json":          `{}`,
		"other/node_modules/hidden/package.json": `{}`,
	})
	if err := os.Symlink(filepath.Join(root, "elsewhere/linked"), filepath.Join(root, "node_modules/linked")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(root, "project/deep"), filepath.Join(root, "other/shortcut")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, from, name, want string }{
		{"the nearest folder wins", "project/deep", "a", "project/node_modules/a"},
		{"a folder above serves too", "elsewhere", "a", "node_modules/a"},
		{"scoped names", "project/deep", "@scope/b", "node_modules/@scope/b"},
		{"links lead to the real folder", "project", "linked", "elsewhere/linked"},
		{"a linked program is looked for from its real folder", "other/shortcut", "a", "project/node_modules/a"},
		{"a linked program does not see the link's neighbours", "other/shortcut", "hidden", ""},
		{"a folder without package.json is no package", "project", "no-manifest", ""},
		{"what is not installed is not found", "project", "missing", ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			got, err := resolvePackage(filepath.Join(root, c.from), c.name)
			want := c.want
			if want != "" {
				want = filepath.Join(root, want)
			}
			if err != nil || got != want {
				t.Errorf("got %q, %v; want %q", got, err, want)
			}
		})
	}
}

func TestReadManifest(t *testing.T) {
	root := writeTree(t, map[string]string{
		"good/package.json":  `{"name":"good","version":"1.0.0","dependencies":{"x":"1"}}`,
		"old/package.json":   `{"dependencies":[],"name":"old"}`,
		"wrong/package.json": `{"name":`,
	})
	good, err := readManifest(filepath.Join(root, "good"))
	if err != nil || good.Name != "good" || good.Dependencies["x"] != "1" {
		t.Errorf("good: %+v, %v", good, err)
	}
	old, err := readManifest(filepath.Join(root, "old"))
	if err != nil || old.Name != "old" {
		t.Errorf("a field of another shape must not hide the others: %+v, %v", old, err)
	}
	if _, err := readManifest(filepath.Join(root, "wrong")); err == nil {
		t.Error("a package.json that is no JSON must be an error")
	}
	if _, err := readManifest(root); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing package.json must be fs.ErrNotExist, was %v", err)
	}
}

func TestNearestManifest(t *testing.T) {
	root := writeTree(t, map[string]string{
		"package.json":         `{"name":"outer"}`,
		"program/package.json": `{"name":"program"}`,
		"program/main/x.js":    ``,
		"bare/x.js":            ``,
	})
	for folder, want := range map[string]string{"program": "program", "program/main": "program", "bare": "outer"} {
		if got, err := nearestManifest(filepath.Join(root, folder)); err != nil || got.Name != want {
			t.Errorf("%s: got %+v, %v; want %s", folder, got, err, want)
		}
	}
}
