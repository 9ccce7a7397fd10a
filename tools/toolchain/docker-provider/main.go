// The Docker provider for Pulumi, built from the Go module proxy: kreuzwerker's provider and Pulumi's bridge, both
// genuine and pinned, joined by the few lines below and in ./bridge, with the official plugin's look at the engine in ./engine. Only
// docker.Secret, docker.Service and the provider configuration of @pulumi/docker are there.
//
// The module's path lies below that of the provider, because Go lets nobody else call the provider's internal constructor.
package main

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/cmdutil"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/terraform-providers/terraform-provider-docker/pulumi-resource-docker/bridge"
	"github.com/terraform-providers/terraform-provider-docker/pulumi-resource-docker/engine"
)

// Generating it at run time instead would link the code generators of every language: half as many bytes again.
//
//go:generate go run -tags no_compose ./schema schema.json
//go:embed schema.json
var schema []byte

func main() {
	ctx := context.Background()
	info := bridge.Provider()
	info.P.InitLogging(ctx)
	err := provider.Main(bridge.Name, func(host *provider.HostClient) (pulumirpc.ResourceProviderServer, error) {
		bridged := tfbridge.NewProvider(ctx, host, bridge.Name, bridge.Version, info.P, info, schema)
		return hybrid{bridged}, nil
	})
	if err != nil {
		cmdutil.ExitError(err.Error())
	}
}

// hybrid is the bridged provider with what the official plugin does when it is configured, and says when that fails.
type hybrid struct {
	pulumirpc.ResourceProviderServer
}

func (h hybrid) Configure(
	ctx context.Context, request *pulumirpc.ConfigureRequest,
) (*pulumirpc.ConfigureResponse, error) {
	config := map[string]string{}
	for key, value := range request.GetVariables() {
		config[strings.TrimPrefix(key, bridge.Name+":config:")] = value
	}
	if err := engine.Find(ctx, config); err != nil {
		return nil, fmt.Errorf("docker native provider returned an unexpected error from Configure: %w", err)
	}
	return h.ResourceProviderServer.Configure(ctx, request)
}
