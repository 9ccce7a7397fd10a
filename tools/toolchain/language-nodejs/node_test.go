package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestFindNodeTakesTheFirstOnPath(t *testing.T) {
	root := writeTree(t, map[string]string{
		"new/node":    "#!/bin/sh\necho v24.1.0\n",
		"old/node":    "#!/bin/sh\necho v20.20.2\n",
		"broken/node": "#!/bin/sh\nexit 1\n",
		"empty/x":     "",
	})
	for _, c := range []struct{ what, path, version, wrong string }{
		{"new enough", "new:old", "v24.1.0", ""},
		{"too old", "old:new", "v20.20.2", "Node.js v20.20.2, too old"},
		{"missing", "empty", "", "node was not found on PATH"},
		{"broken", "broken:new", "", "--version failed"},
	} {
		t.Run(c.what, func(t *testing.T) {
			var folders []string
			for _, folder := range strings.Split(c.path, ":") {
				folders = append(folders, filepath.Join(root, folder))
			}
			t.Setenv("PATH", strings.Join(folders, ":"))
			found, err := findNode()
			if err == nil {
				err = found.checkVersion()
			}
			if found.version != c.version || (err == nil) != (c.wrong == "") {
				t.Errorf("got %+v, %v", found, err)
			}
			if err != nil && !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("got error %v, want one with %q", err, c.wrong)
			}
		})
	}
}

func TestCheckVersion(t *testing.T) {
	for version, ok := range map[string]bool{"v22.0.0": true, "v100.1.2": true, "v21.9.9": false, "": false, "x": false} {
		if err := (node{path: "node", version: version}).checkVersion(); (err == nil) != ok {
			t.Errorf("%q: got %v", version, err)
		}
	}
}

func TestSDKScript(t *testing.T) {
	root := writeTree(t, map[string]string{
		"ready/node_modules/@pulumi/pulumi/package.json":     `{}`,
		"ready/node_modules/@pulumi/pulumi/cmd/run/index.js": ``,
		"bare/package.json":   `{}`,
		"locked/package.json": `{}`, "locked/package-lock.json": `{}`, "locked/main/x.js": ``,
	})
	got, err := sdkScript(filepath.Join(root, "ready"), "run")
	if want := filepath.Join(root, "ready/node_modules/@pulumi/pulumi/cmd/run/index.js"); err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	for _, c := range []struct{ dir, script, wrong, remedy string }{
		{"ready", "run-plugin", "incomplete or too old", "run npm install in " + filepath.Join(root, "ready")},
		{"bare", "run", "not installed", "run npm install in " + filepath.Join(root, "bare")},
		{"locked/main", "run", "not installed", "run npm ci in " + filepath.Join(root, "locked")},
	} {
		_, err := sdkScript(filepath.Join(root, c.dir), c.script)
		if err == nil || !strings.Contains(err.Error(), c.wrong) || !strings.HasSuffix(err.Error(), c.remedy) {
			t.Errorf("%s: got %v", c.dir, err)
		}
	}
}
