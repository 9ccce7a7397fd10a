// Writes the plugin's schema: what `pulumi import` and `pulumi package get-schema` ask it for. Run it with `go generate`
// after a change of the upstream provider's version or of ../bridge.
package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim"
	pschema "github.com/pulumi/pulumi/pkg/v3/codegen/schema"

	"github.com/terraform-providers/terraform-provider-docker/pulumi-resource-docker/bridge"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: schema FILE")
	}
	spec, err := generate()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[1], spec, 0o644); err != nil {
		log.Fatal(err)
	}
}

func generate() ([]byte, error) {
	info := bridge.Provider()
	ignoreUnmapped := func(name string, _ shim.Resource) bool {
		if info.Resources[name] == nil {
			info.IgnoreMappings = append(info.IgnoreMappings, name)
		}
		return true
	}
	info.P.ResourcesMap().Range(ignoreUnmapped)
	info.P.DataSourcesMap().Range(ignoreUnmapped)

	result, err := tfgen.GenerateSchemaWithOptions(tfgen.GenerateSchemaOptions{ProviderInfo: info, XInMemoryDocs: true})
	if err != nil {
		return nil, err
	}
	spec := result.PackageSpec
	// Nobody generates a library or its documentation from this schema: texts and languages would only fill it.
	spec.Attribution, spec.Language = "", nil
	undocument(spec.Config.Variables)
	undocumentResource(spec.Provider)
	for token, resource := range spec.Resources {
		undocumentResource(&resource)
		spec.Resources[token] = resource
	}
	for token, object := range spec.Types {
		undocumentObject(&object.ObjectTypeSpec)
		spec.Types[token] = object
	}
	text, err := json.MarshalIndent(spec, "", " ")
	return append(text, '\n'), err
}

func undocumentResource(resource *pschema.ResourceSpec) {
	undocumentObject(&resource.ObjectTypeSpec)
	undocument(resource.InputProperties)
	if resource.StateInputs != nil {
		undocumentObject(resource.StateInputs)
	}
}

func undocumentObject(object *pschema.ObjectTypeSpec) {
	object.Description, object.Language = "", nil
	undocument(object.Properties)
}

func undocument(properties map[string]pschema.PropertySpec) {
	for name, property := range properties {
		property.Description, property.Language = "", nil
		properties[name] = property
	}
}
