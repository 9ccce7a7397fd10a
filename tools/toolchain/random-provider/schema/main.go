// Writes the plugin's schema: what `pulumi import` and `pulumi package get-schema` ask it for. Run it with `go generate`
// after a change of the upstream provider's version or of ../bridge.
package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfgen"
	pschema "github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/cmdutil"

	"github.com/terraform-providers/terraform-provider-random/pulumi-resource-random/bridge"
)

func main() {
	if len(os.Args) != 2 {
		cmdutil.ExitError("usage: schema FILE")
	}
	if err := write(os.Args[1]); err != nil {
		cmdutil.ExitError(err.Error())
	}
}

func write(name string) error {
	file, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	// The generator takes a Pulumi.yaml in the folders above for its own, and fails on the plugins that this
	// repository's names.
	if err := os.Chdir(os.TempDir()); err != nil {
		return err
	}
	spec, err := generate()
	if err != nil {
		return err
	}
	return os.WriteFile(file, spec, 0o644)
}

func generate() ([]byte, error) {
	options := tfgen.GenerateSchemaOptions{ProviderInfo: bridge.Provider(), XInMemoryDocs: true}
	result, err := tfgen.GenerateSchema(context.Background(), options)
	if err != nil {
		return nil, err
	}
	var spec pschema.PackageSpec
	if err := json.Unmarshal(result.ProviderMetadata.PackageSchema, &spec); err != nil {
		return nil, err
	}
	// Nobody generates a library or its documentation from this schema: texts and languages would only fill it.
	spec.Attribution, spec.Language = "", nil
	undocument(spec.Provider)
	for token, resource := range spec.Resources {
		undocument(&resource)
		spec.Resources[token] = resource
	}
	text, err := json.MarshalIndent(spec, "", " ")
	return append(text, '\n'), err
}

func undocument(resource *pschema.ResourceSpec) {
	resource.Description, resource.Language = "", nil
	for _, properties := range []map[string]pschema.PropertySpec{resource.Properties, resource.InputProperties} {
		undocumentProperties(properties)
	}
	if resource.StateInputs != nil {
		resource.StateInputs.Description = ""
		undocumentProperties(resource.StateInputs.Properties)
	}
}

func undocumentProperties(properties map[string]pschema.PropertySpec) {
	for name, property := range properties {
		property.Description, property.Language = "", nil
		properties[name] = property
	}
}
