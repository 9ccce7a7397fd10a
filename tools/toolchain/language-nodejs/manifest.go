package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// manifest is what the host reads of a package.json.
type manifest struct {
	// dir is the folder the manifest lies in.
	dir string

	Name                 string            `json:"name"`
	Version              string            `json:"version"`
	Dependencies         map[string]string `json:"dependencies"`
	DevDependencies      map[string]string `json:"devDependencies"`
	OptionalDependencies map[string]string `json:"optionalDependencies"`
	Pulumi               json.RawMessage   `json:"pulumi"`
}

// readManifest reads the folder's package.json. Where there is none the error is fs.ErrNotExist.
func readManifest(dir string) (*manifest, error) {
	path := filepath.Join(dir, "package.json")
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	found := &manifest{dir: dir}
	// A field of another shape, as old packages have, leaves the other fields readable.
	var otherShape *json.UnmarshalTypeError
	if err := json.Unmarshal(text, found); err != nil && !errors.As(err, &otherShape) {
		return nil, fmt.Errorf("%s cannot be read as a package.json: %w", path, err)
	}
	return found, nil
}

// nearestManifest reads the package.json a program belongs to: in its folder or the nearest one above that has one. It
// is nil where no folder has.
func nearestManifest(dir string) (*manifest, error) {
	for folder := range upwards(dir) {
		found, err := readManifest(folder)
		if !errors.Is(err, fs.ErrNotExist) {
			return found, err
		}
	}
	return nil, nil
}

// installed reads the manifests of the packages that this one names and that are installed, by name. Its development
// dependencies count only where it is the program itself: nobody installs those of a dependency.
func (m *manifest) installed(isProgram bool) ([]*manifest, error) {
	names := map[string]string{}
	maps.Copy(names, m.Dependencies)
	maps.Copy(names, m.OptionalDependencies)
	if isProgram {
		maps.Copy(names, m.DevDependencies)
	}
	var found []*manifest
	for _, name := range slices.Sorted(maps.Keys(names)) {
		dir, err := resolvePackage(m.dir, name)
		if err != nil {
			return nil, err
		}
		if dir == "" {
			continue
		}
		dependency, err := readManifest(dir)
		if err != nil {
			return nil, err
		}
		found = append(found, dependency)
	}
	return found, nil
}

// resolvePackage finds an installed package as Node.js does: in the node_modules of the folder or of the nearest folder
// above, symbolic links followed. The answer is empty where the package is not installed.
func resolvePackage(dir, name string) (string, error) {
	realDir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", err
	}
	for folder := range upwards(realDir) {
		candidate := filepath.Join(folder, "node_modules", name)
		if _, err := os.Stat(filepath.Join(candidate, "package.json")); err == nil {
			return filepath.EvalSymlinks(candidate)
		}
	}
	return "", nil
}

// upwards yields the folder and every folder above it.
func upwards(dir string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for yield(dir) {
			parent := filepath.Dir(dir)
			if parent == dir {
				return
			}
			dir = parent
		}
	}
}
