package main

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/proto"
)

func program(dir string) *pulumirpc.ProgramInfo {
	return &pulumirpc.ProgramInfo{RootDirectory: dir, ProgramDirectory: dir, EntryPoint: "."}
}

// packageTree is a program that depends on three packages, two of which bring further ones.
func packageTree(t *testing.T) string {
	return writeTree(t, map[string]string{
		"project/package.json": `{
			"dependencies": {"@pulumi/docker": "5.2.0", "not-installed": "1"},
			"devDependencies": {"tool": "1"},
			"optionalDependencies": {"component": "1"}}`,
		"node_modules/@pulumi/docker/package.json": `{"name":"@pulumi/docker","version":"5.2.0",
			"pulumi":{"resource":true,"name":"docker","version":"5.2.0"},"dependencies":{"shared":"1"}}`,
		"node_modules/tool/package.json": `{"name":"tool","version":"1.0.0","devDependencies":{"secret-tool":"1"}}`,
		"project/node_modules/component/package.json": `{"name":"component","version":"2.0.0",
			"dependencies":{"shared":"1","@pulumi/random":"4"}}`,
		"node_modules/shared/package.json": `{"name":"shared","version":"3.0.0","dependencies":{"component":"2"}}`,
		"node_modules/@pulumi/random/package.json": `{"name":"@pulumi/random","version":"4.0.0",
			"pulumi":{"resource":true,"name":"random"}}`,
		"node_modules/unrelated/package.json":   `{"name":"unrelated","pulumi":{"resource":true}}`,
		"node_modules/secret-tool/package.json": `{"name":"secret-tool"}`,
	})
}

func TestRequiredPackagesAreThoseThePackageJSONNames(t *testing.T) {
	root := packageTree(t)
	response, err := new(host).GetRequiredPackages(context.Background(),
		&pulumirpc.GetRequiredPackagesRequest{Info: program(filepath.Join(root, "project"))})
	if err != nil {
		t.Fatal(err)
	}
	want := &pulumirpc.GetRequiredPackagesResponse{Packages: []*pulumirpc.PackageDependency{
		{Kind: "resource", Name: "docker", Version: "5.2.0"},
	}}
	if !proto.Equal(response, want) {
		t.Errorf("got %v, want %v", response, want)
	}
}

func TestProgramDependencies(t *testing.T) {
	root := packageTree(t)
	for _, c := range []struct {
		transitive bool
		want       []string
	}{
		{false, []string{"@pulumi/docker 5.2.0", "component 2.0.0", "tool 1.0.0"}},
		{true, []string{
			"@pulumi/docker 5.2.0", "@pulumi/random 4.0.0", "component 2.0.0", "shared 3.0.0", "tool 1.0.0",
		}},
	} {
		response, err := new(host).GetProgramDependencies(context.Background(), &pulumirpc.GetProgramDependenciesRequest{
			Info: program(filepath.Join(root, "project")), TransitiveDependencies: c.transitive,
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, dependency := range response.Dependencies {
			got = append(got, dependency.Name+" "+dependency.Version)
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("transitive %v: got %v, want %v", c.transitive, got, c.want)
		}
	}
}

func TestResourcePlugin(t *testing.T) {
	for _, c := range []struct {
		what, manifest string
		want           *pulumirpc.PackageDependency
	}{
		{"no pulumi field", `{"name":"x"}`, nil},
		{"no resource", `{"name":"x","pulumi":{"resource":false}}`, nil},
		{"a field of somebody else's", `{"name":"x","pulumi":"yes"}`, nil},
		{
			"name and version default to the package's", `{"name":"@scope/x","version":"1.2.3","pulumi":{"resource":true}}`,
			&pulumirpc.PackageDependency{Kind: "resource", Name: "x", Version: "1.2.3"},
		},
		{
			"the field's own name, version and server win",
			`{"name":"x","version":"1.2.3",
				"pulumi":{"resource":true,"name":"y","version":"2.0.0","server":"https://plugins.example"}}`,
			&pulumirpc.PackageDependency{Kind: "resource", Name: "y", Version: "2.0.0", Server: "https://plugins.example"},
		},
		{
			"parameterized", `{"name":"x","version":"1.0.0","pulumi":{"resource":true,"name":"base",
				"parameterization":{"name":"p","version":"3.0.0","value":"dmFsdWU="}}}`,
			&pulumirpc.PackageDependency{
				Kind: "resource", Name: "base", Version: "1.0.0",
				Parameterization: &pulumirpc.PackageParameterization{Name: "p", Version: "3.0.0", Value: []byte("value")},
			},
		},
	} {
		t.Run(c.what, func(t *testing.T) {
			read, err := readManifest(writeTree(t, map[string]string{"package.json": c.manifest}))
			if err != nil {
				t.Fatal(err)
			}
			if got := read.resourcePlugin(); !proto.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
