package main

import (
	"context"
	"encoding/json"
	"path"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// pulumiField is the field `pulumi` of a package.json: what the package needs of the engine.
type pulumiField struct {
	Resource         bool   `json:"resource"`
	Name             string `json:"name"`
	Version          string `json:"version"`
	Server           string `json:"server"`
	Parameterization *struct {
		Name    string `json:"name"`
		Version string `json:"version"`
		Value   []byte `json:"value"`
	} `json:"parameterization"`
}

// GetRequiredPackages names the resource plugins of the packages the program's package.json depends on. It names not
// all that lies under node_modules: the engine downloads what it is told, used or not.
func (h *host) GetRequiredPackages(
	_ context.Context, req *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	response := &pulumirpc.GetRequiredPackagesResponse{}
	program, err := nearestManifest(req.GetInfo().GetProgramDirectory())
	if err != nil || program == nil {
		return response, err
	}
	dependencies, err := program.installed(true)
	if err != nil {
		return nil, err
	}
	for _, dependency := range dependencies {
		if required := dependency.resourcePlugin(); required != nil {
			response.Packages = append(response.Packages, required)
		}
	}
	return response, nil
}

// resourcePlugin is the plugin behind a Pulumi package, nil for any other package.
func (m *manifest) resourcePlugin() *pulumirpc.PackageDependency {
	var field pulumiField
	// A field of the same name but another shape belongs to somebody else.
	if json.Unmarshal(m.Pulumi, &field) != nil || !field.Resource {
		return nil
	}
	plugin := &pulumirpc.PackageDependency{
		Kind:    string(apitype.ResourcePlugin),
		Name:    field.Name,
		Version: field.Version,
		Server:  field.Server,
	}
	if plugin.Name == "" {
		plugin.Name = path.Base(m.Name)
	}
	if plugin.Version == "" {
		plugin.Version = m.Version
	}
	if field.Parameterization != nil {
		plugin.Parameterization = &pulumirpc.PackageParameterization{
			Name:    field.Parameterization.Name,
			Version: field.Parameterization.Version,
			Value:   field.Parameterization.Value,
		}
	}
	return plugin
}

// GetProgramDependencies lists the installed packages the program depends on, and on request what those depend on.
func (h *host) GetProgramDependencies(
	_ context.Context, req *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	response := &pulumirpc.GetProgramDependenciesResponse{}
	program, err := nearestManifest(req.GetInfo().GetProgramDirectory())
	if err != nil || program == nil {
		return response, err
	}
	queue, err := program.installed(true)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for len(queue) > 0 {
		dependency := queue[0]
		queue = queue[1:]
		if seen[dependency.dir] {
			continue
		}
		seen[dependency.dir] = true
		response.Dependencies = append(response.Dependencies, &pulumirpc.DependencyInfo{
			Name: dependency.Name, Version: dependency.Version,
		})
		if req.GetTransitiveDependencies() {
			further, err := dependency.installed(false)
			if err != nil {
				return nil, err
			}
			queue = append(queue, further...)
		}
	}
	return response, nil
}
