package main

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/types/known/structpb"
)

func TestParseOptions(t *testing.T) {
	for _, c := range []struct {
		what       string
		given      map[string]any
		typescript bool
		nodeArgs   []string
		wrong      string
	}{
		{"none", nil, true, nil, ""},
		{"typescript false", map[string]any{"typescript": false}, false, nil, ""},
		{"typescript as text", map[string]any{"typescript": "no"}, false, nil, "typescript is no; expected true or false"},
		{"nodeargs", map[string]any{"nodeargs": "--a --b=1"}, true, []string{"--a", "--b=1"}, ""},
		{"quoted nodeargs", map[string]any{"nodeargs": `--a="b c" -r 'd'`}, true, []string{"--a=b c", "-r", "d"}, ""},
		{"open quote", map[string]any{"nodeargs": `"a`}, true, nil, "nodeargs"},
		{"nodeargs as list", map[string]any{"nodeargs": []any{"--a"}}, true, nil, "nodeargs is [--a]; expected"},
		{"npm", map[string]any{"packagemanager": "npm"}, true, nil, ""},
		{"another package manager", map[string]any{"packagemanager": "pnpm"}, true, nil, "pnpm; expected npm"},
		{"unknown option", map[string]any{"tsconfig": "x.json"}, true, nil, "tsconfig is not supported"},
	} {
		t.Run(c.what, func(t *testing.T) {
			given, err := structpb.NewStruct(c.given)
			if err != nil {
				t.Fatal(err)
			}
			got, err := parseOptions(given)
			if c.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), c.wrong) {
					t.Errorf("got error %v, want one with %q", err, c.wrong)
				}
				return
			}
			if err != nil || got.typescript != c.typescript || !slices.Equal(got.nodeArgs, c.nodeArgs) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}
