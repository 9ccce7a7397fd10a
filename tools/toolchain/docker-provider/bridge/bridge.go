// Package bridge says which of the upstream provider's resources Pulumi sees, and under which names.
package bridge

import (
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	upstream "github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

const (
	// Name is the plugin's name, the first part of all its tokens.
	Name = "docker"
	// Version is that of the npm package @pulumi/docker whose classes this plugin serves: the engine wants a plugin of
	// at least the version that the package names.
	Version = "5.2.0"
)

// resources are the mapped ones. The properties below them, their types, which are secret and which replace the
// resource, all follow from the upstream schema by the bridge's own rules.
var resources = map[string]*tfbridge.ResourceInfo{
	"docker_secret":  {Tok: tfbridge.MakeResource(Name, "index", "Secret")},
	"docker_service": {Tok: tfbridge.MakeResource(Name, "index", "Service")},
}

// maxName is the longest name that Docker takes for a service; a secret's may be one character longer.
const maxName = 63

// Provider is the upstream provider as Pulumi sees it: with the names that @pulumi/docker has, and where a resource has no
// name of its own, its Pulumi name with a random suffix.
func Provider() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:         shim.NewProvider(upstream.New(Version)()),
		Name:      Name,
		Version:   Version,
		Resources: resources,
		Config: map[string]*tfbridge.SchemaInfo{
			"registry_auth": {Name: "registryAuth"},
		},
	}
	info.SetAutonaming(maxName, "-")
	return info
}
