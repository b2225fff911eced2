package wire

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// nameParts parts a tool's name from what templates put around it.
var nameParts = regexp.MustCompile(`[^a-zA-Z0-9_-]+`)

// numbered is the number of a call behind the tool's name.
var numbered = regexp.MustCompile(`[-_]\d+$`)

// toolName is the tool that is meant by what a server calls it: functions.quote,
// quote:0, quote<|channel|>commentary, default_api_quote. Where that fits none
// of the tools that are offered, or several, it stays as it is.
func toolName(name string, offered []ToolSpec) string {
	if isOffered(name, offered) {
		return name
	}
	parts := nameParts.Split(name, -1)
	for _, fits := range []func(part, tool string) bool{
		func(part, tool string) bool { return part == tool },
		strings.EqualFold,
		func(part, tool string) bool { return numbered.ReplaceAllString(part, "") == tool },
		func(part, tool string) bool {
			return strings.HasSuffix(part, "_"+tool) || strings.HasSuffix(part, "-"+tool)
		},
	} {
		found := map[string]string{} // by part, the longest that fits it
		for _, part := range parts {
			for _, t := range offered {
				if fits(part, t.Name) && len(t.Name) > len(found[part]) {
					found[part] = t.Name
				}
			}
		}
		if len(found) == 1 {
			return slices.Collect(maps.Values(found))[0]
		}
		if len(found) > 1 {
			return name
		}
	}
	return name
}
