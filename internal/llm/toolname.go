package llm

import (
	"regexp"
	"strings"
)

// nameParts parts a tool's name from what templates put around it.
var nameParts = regexp.MustCompile(`[^a-zA-Z0-9_-]+`)

// toolName is the tool that is meant by what a server calls it: functions.quote,
// quote:0, quote<|channel|>commentary, default_api_quote. Where that fits none
// of the tools that are offered, or several, it stays as it is.
func toolName(name string, offered []ToolSpec) string {
	if isOffered(name, offered) {
		return name
	}
	parts := nameParts.Split(name, -1)
	found := ""
	for _, fits := range []func(part, tool string) bool{
		func(part, tool string) bool { return part == tool },
		strings.EqualFold,
		func(part, tool string) bool {
			return strings.HasSuffix(part, "_"+tool) || strings.HasSuffix(part, "-"+tool)
		},
	} {
		for _, t := range offered {
			for _, part := range parts {
				if !fits(part, t.Name) || found == t.Name {
					continue
				}
				if found != "" {
					return name
				}
				found = t.Name
			}
		}
		if found != "" {
			return found
		}
	}
	return name
}
