// The random provider for Pulumi, built from the Go module proxy: HashiCorp's provider and Pulumi's bridge, both genuine and
// pinned, joined by the few lines below and in ./bridge. Only RandomPassword and RandomBytes of @pulumi/random are there.
//
// The module's path lies below that of the provider, because Go lets nobody else call the provider's internal constructor.
package main

import (
	"context"
	_ "embed"

	pf "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"

	"github.com/terraform-providers/terraform-provider-random/pulumi-resource-random/bridge"
)

//go:generate go run ./schema schema.json
//go:embed schema.json
var schema []byte

func main() {
	pf.Main(context.Background(), bridge.Name, bridge.Provider(), pf.ProviderMetadata{PackageSchema: schema})
}
