package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/google/shlex"
	"google.golang.org/protobuf/types/known/structpb"
)

// options are the runtime options in Pulumi.yaml, PulumiPlugin.yaml or PulumiPolicy.yaml.
type options struct {
	// typescript says whether the SDK compiles the program's TypeScript. Default true; false leaves it to Node.js.
	typescript bool
	// nodeArgs are arguments for node itself, put before the script.
	nodeArgs []string
}

// parseOptions refuses what this host would ignore, so that no program runs otherwise than its author wrote down.
func parseOptions(given *structpb.Struct) (options, error) {
	parsed := options{typescript: true}
	fields := given.GetFields()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value := fields[name].AsInterface()
		valid := false
		switch name {
		case "typescript":
			parsed.typescript, valid = value.(bool)
		case "nodeargs":
			var text string
			if text, valid = value.(string); valid {
				args, err := shlex.Split(text)
				if err != nil {
					return options{}, fmt.Errorf("runtime option nodeargs: %w in %q; close what is open", err, text)
				}
				parsed.nodeArgs = args
			}
		case "packagemanager":
			valid = value == "npm" || value == "auto"
		default:
			return options{}, fmt.Errorf("runtime option %s is not supported by this Node.js language host; "+
				"remove it (supported: nodeargs, packagemanager, typescript)", name)
		}
		if !valid {
			return options{}, fmt.Errorf("runtime option %s is %v; expected %s", name, value, optionValues[name])
		}
	}
	return parsed, nil
}

var optionValues = map[string]string{
	"typescript":     "true or false",
	"nodeargs":       "the arguments for node in one string",
	"packagemanager": "npm or auto",
}
