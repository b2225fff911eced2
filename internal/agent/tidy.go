package agent

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// tidy forgives what models often write: null and empty for absent, a number,
// flag or list as a text, one value where a list is wanted. nil means absent.
func tidy(s *jsonschema.Schema, v any) any {
	if text, ok := v.(string); ok {
		v = tidyText(s, strings.TrimSpace(text))
	}
	if s.Type != "array" || v == nil {
		return v
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	kept := make([]any, 0, len(list))
	for _, e := range list {
		if s.Items != nil {
			e = tidy(s.Items, e)
		}
		if e != nil {
			kept = append(kept, e)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}

func tidyText(s *jsonschema.Schema, text string) any {
	if text == "" {
		return nil
	}
	switch s.Type {
	case "integer", "number":
		if n, err := strconv.ParseFloat(text, 64); err == nil && !math.IsInf(n, 0) && !math.IsNaN(n) {
			return n
		}
	case "boolean":
		if b, err := strconv.ParseBool(text); err == nil {
			return b
		}
	case "array":
		var list []any
		if strings.HasPrefix(text, "[") && json.Unmarshal([]byte(text), &list) == nil {
			return list
		}
	}
	return text
}
