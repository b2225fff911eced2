package agent

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// maxArguments caps what a model may write as the arguments of one call.
const maxArguments = 64 << 10

// params is what a tool accepts.
type params struct {
	schema json.RawMessage
	fields []param // in the order of the struct
}

type param struct {
	name     string
	required bool
	schema   *jsonschema.Schema
	check    *jsonschema.Resolved
}

func paramsOf[A any]() (params, error) {
	t := reflect.TypeFor[A]()
	if t.Kind() != reflect.Struct {
		return params{}, fmt.Errorf("arguments are a %s: want a struct", t)
	}
	schema, err := jsonschema.For[A](nil)
	if err != nil {
		return params{}, fmt.Errorf("infer schema: %w", err)
	}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if s := schema.Properties[name]; s != nil {
			if err := bound(s, f.Tag); err != nil {
				return params{}, fmt.Errorf("argument %s: %w", name, err)
			}
		}
	}
	p := params{}
	for _, name := range schema.PropertyOrder {
		s := schema.Properties[name]
		check, err := s.CloneSchemas().Resolve(nil)
		if err != nil {
			return params{}, fmt.Errorf("argument %s: resolve schema: %w", name, err)
		}
		p.fields = append(p.fields, param{name, slices.Contains(schema.Required, name), s, check})
	}
	p.schema, err = json.Marshal(schema)
	if err != nil {
		return params{}, fmt.Errorf("encode schema: %w", err)
	}
	return p, nil
}

// bound puts the tags' limits into s. A list's type loses its "null": several
// model servers refuse a schema with more than one type, and read drops nulls
// before the check.
func bound(s *jsonschema.Schema, tag reflect.StructTag) error {
	if i := slices.Index(s.Types, "null"); i >= 0 && len(s.Types) == 2 {
		s.Type, s.Types = s.Types[1-i], nil
	}
	for v := range strings.SplitSeq(tag.Get("enum"), ",") {
		if v != "" {
			s.Enum = append(s.Enum, v)
		}
	}
	for _, l := range []struct {
		tag           string
		number        **float64
		length, items **int
	}{
		{"min", &s.Minimum, &s.MinLength, &s.MinItems},
		{"max", &s.Maximum, &s.MaxLength, &s.MaxItems},
	} {
		text, set := tag.Lookup(l.tag)
		if !set {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("tag min or max: %w", err)
		}
		switch s.Type {
		case "array":
			*l.items = &n
		case "string":
			*l.length = &n
		default:
			*l.number = jsonschema.Ptr(float64(n))
		}
	}
	return nil
}

// read checks what the model wrote and returns it in canonical form: keys
// sorted, absent ones gone. Its error is written for the model and names every
// argument at fault with what is valid.
func (p params) read(arguments string) (json.RawMessage, error) {
	if len(arguments) > maxArguments {
		return nil, fmt.Errorf("the arguments are longer than %d bytes", maxArguments)
	}
	given := map[string]any{}
	if strings.TrimSpace(arguments) != "" {
		if err := json.Unmarshal([]byte(arguments), &given); err != nil {
			return nil, fmt.Errorf("the arguments are not one JSON object (%v): %s", err, p.want())
		}
	}
	if given == nil { // null
		given = map[string]any{}
	}
	var faults []string
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.ContainsFunc(p.fields, func(f param) bool { return f.name == name }) {
			faults = append(faults, fmt.Sprintf("unknown argument %.40q", name))
			delete(given, name)
		}
	}
	unknown := len(faults) > 0
	for _, f := range p.fields {
		v := tidy(f.schema, given[f.name])
		if v == nil {
			delete(given, f.name)
			if f.required {
				faults = append(faults, fmt.Sprintf("argument %q is missing: want %s", f.name, want(f.schema)))
			}
			continue
		}
		given[f.name] = v
		if err := f.check.Validate(v); err != nil {
			faults = append(faults, fmt.Sprintf("argument %q is %s: want %s", f.name, show(v), want(f.schema)))
		}
	}
	if unknown {
		faults = append(faults, p.want())
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("%s", strings.Join(faults, "; "))
	}
	args, err := json.Marshal(given)
	if err != nil {
		return nil, fmt.Errorf("the arguments cannot be read: %w", err)
	}
	return args, nil
}

// want lists the arguments there are.
func (p params) want() string {
	if len(p.fields) == 0 {
		return "there are no arguments"
	}
	names := make([]string, len(p.fields))
	for i, f := range p.fields {
		names[i] = f.name
		if f.required {
			names[i] += " (required)"
		}
	}
	return "the arguments are " + strings.Join(names, ", ")
}
