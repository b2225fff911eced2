package agent

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// want says in words what fits s.
func want(s *jsonschema.Schema) string {
	var w string
	switch {
	case len(s.Enum) > 0:
		values := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			values[i] = fmt.Sprint(v)
		}
		w = "one of " + strings.Join(values, ", ")
	case s.Type == "array":
		w = "a list" + span(s.MinItems, s.MaxItems, "of %s values")
	case s.Type == "integer":
		w = "a whole number" + span(s.Minimum, s.Maximum, "of %s")
	case s.Type == "number":
		w = "a number" + span(s.Minimum, s.Maximum, "of %s")
	case s.Type == "boolean":
		w = "true or false"
	case s.Type == "string":
		w = "a text" + span(s.MinLength, s.MaxLength, "of %s characters")
	default:
		w = "a value of type " + s.Type
	}
	if s.Description != "" {
		w += " (" + s.Description + ")"
	}
	return w
}

func span[N int | float64](least, most *N, format string) string {
	var s string
	switch {
	case least != nil && most != nil:
		s = fmt.Sprintf("%v to %v", *least, *most)
	case least != nil:
		s = fmt.Sprintf("at least %v", *least)
	case most != nil:
		s = fmt.Sprintf("at most %v", *most)
	default:
		return ""
	}
	return " " + fmt.Sprintf(format, s)
}

// show quotes a value back to the model, capped.
func show(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "unreadable"
	}
	return oneLine(string(b), 80)
}
