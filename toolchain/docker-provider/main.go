// The Docker provider for Pulumi, built from the Go module proxy: kreuzwerker's provider and Pulumi's bridge, both
// genuine and pinned, joined by the few lines below and in ./bridge. Only docker.Secret, docker.Service and the provider
// configuration of @pulumi/docker are there.
//
// The module's path lies below that of the provider, because Go lets nobody else call the provider's internal constructor.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"

	"github.com/terraform-providers/terraform-provider-docker/pulumi-resource-docker/bridge"
)

// Generating it at run time instead would link the code generators of every language: half as many bytes again.
//
//go:generate go run -tags no_compose ./schema schema.json
//go:embed schema.json
var schema []byte

func main() {
	tfbridge.Main(bridge.Name, bridge.Version, bridge.Provider(), schema)
}
