// Package bridge says which of the upstream provider's resources Pulumi sees, and under which names.
package bridge

import (
	"context"

	pf "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	upstream "github.com/terraform-providers/terraform-provider-random/internal/provider"
)

const (
	// Name is the plugin's name, the first part of all its tokens.
	Name = "random"
	// Version is that of the npm package @pulumi/random whose classes this plugin serves: the engine wants a plugin of
	// at least the version that the package names.
	Version = "4.21.2"
)

// resourceID is the Pulumi ID of every random resource: a random value has no name by which it could be found.
const resourceID = "none"

// adoptedVersion is the version of the schema that the states of the former TypeScript provider follow.
const adoptedVersion = 3

// Provider is the upstream provider as Pulumi sees it: with the names that @pulumi/random has for the mapped resources.
// Their properties, which of them are secret and which replace the resource, follow from the upstream schema.
func Provider() tfbridge.ProviderInfo {
	return tfbridge.ProviderInfo{
		P:       pf.ShimProvider(upstream.New()),
		Name:    Name,
		Version: Version,
		// Required, and empty: it would hold the former names of resources that were renamed.
		MetadataInfo: tfbridge.NewProviderMetadata(nil),
		Resources: map[string]*tfbridge.ResourceInfo{
			"random_bytes": {
				Tok:       tfbridge.MakeResource(Name, "index", "RandomBytes"),
				ComputeID: computeID,
			},
			"random_password": {
				Tok:                 tfbridge.MakeResource(Name, "index", "RandomPassword"),
				PreStateUpgradeHook: adopt,
			},
		},
		IgnoreMappings: []string{
			"random_id", "random_integer", "random_pet", "random_shuffle", "random_string",
			"random_uuid", "random_uuid4", "random_uuid7",
		},
	}
}

// computeID keeps the bytes out of the ID. The official plugin's ID is the value in base64, and an ID is never secret: it
// stands in plain in the state and in every diff.
func computeID(context.Context, resource.PropertyMap) (resource.ID, error) {
	return resourceID, nil
}

// adopt takes over the states that the former TypeScript provider made: they say neither their version nor their ID. The bridge
// would take them for the first version of the schema, which had no numeric, and give them another bcryptHash with each refresh.
func adopt(args tfbridge.PreStateUpgradeHookArgs) (int64, resource.PropertyMap, error) {
	version, state := args.PriorStateSchemaVersion, args.PriorState
	if _, is := state["numeric"]; is && version == 0 {
		state["id"] = resource.NewStringProperty(resourceID)
		version = adoptedVersion
	}
	return version, state, nil
}
