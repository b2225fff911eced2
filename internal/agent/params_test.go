package agent

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSchema(t *testing.T) {
	var b bytes.Buffer
	if err := json.Indent(&b, echo(t).spec.Schema, "", "  "); err != nil {
		t.Fatal(err)
	}
	golden(t, "schema.golden", b.String()+"\n")
}

func TestReadArguments(t *testing.T) {
	p, err := paramsOf[echoArgs]()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, given, want, fault string }{
		{"plain", `{"text":"a","times":2}`, `{"text":"a","times":2}`, ""},
		{"order and space", ` {"times":2, "text":" a "} `, `{"text":"a","times":2}`, ""},
		{"null is absent", `{"text":"a","times":null,"tags":null}`, `{"text":"a"}`, ""},
		{"empty is absent", `{"text":"a","mood":"","tags":[],"times":" "}`, `{"text":"a"}`, ""},
		{"empty elements are absent", `{"text":"a","tags":["x","",null]}`, `{"tags":["x"],"text":"a"}`, ""},
		{"number as text", `{"text":"a","times":"3"}`, `{"text":"a","times":3}`, ""},
		{"whole float", `{"text":"a","times":3.0}`, `{"text":"a","times":3}`, ""},
		{"one for a list", `{"text":"a","tags":"x"}`, `{"tags":["x"],"text":"a"}`, ""},
		{"list as text", `{"text":"a","tags":"[\"x\",\"y\"]"}`, `{"tags":["x","y"],"text":"a"}`, ""},

		{"nothing", ``, "", `argument "text" is missing: want a text of 1 to 20 characters (what to say)`},
		{"null", `null`, "", `argument "text" is missing`},
		{"required but empty", `{"text":""}`, "", `argument "text" is missing`},
		{"unknown", `{"text":"a","foo":1}`, "", `unknown argument "foo"; the arguments are text (required), times, mood, tags`},
		{"case matters", `{"Text":"a"}`, "", `unknown argument "Text"`},
		{"enum", `{"text":"a","mood":"odd"}`, "", `argument "mood" is "odd": want one of glad, sad`},
		{"range", `{"text":"a","times":4}`, "", `argument "times" is 4: want a whole number of 1 to 3`},
		{"fraction", `{"text":"a","times":1.5}`, "", `argument "times" is 1.5: want a whole number of 1 to 3`},
		{"too long a list", `{"text":"a","tags":["x","y","z"]}`, "", `argument "tags" is ["x","y","z"]: want a list of at most 2 values`},
		{"wrong element", `{"text":"a","tags":[{"x":1}]}`, "", `argument "tags" is [{"x":1}]: want a list`},
		{"too long a text", `{"text":"` + strings.Repeat("é", 21) + `"}`, "", `want a text of 1 to 20 characters`},
		{"array", `["a"]`, "", `not one JSON object`},
		{"cut", `{"text":"a`, "", `not one JSON object`},
		{"two objects", `{"text":"a"}{}`, "", `not one JSON object`},
		{"huge", `{"text":"` + strings.Repeat("a", maxArguments) + `"}`, "", `longer than 65536 bytes`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := p.read(c.given)
			if c.fault == "" {
				if err != nil || string(got) != c.want {
					t.Errorf("read %s, %v, want %s", got, err, c.want)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.fault) {
				t.Errorf("error is %v, want %q in it", err, c.fault)
			}
			if err != nil && len(err.Error()) > 1000 {
				t.Errorf("the error is %d bytes long", len(err.Error()))
			}
		})
	}
}

func TestNewToolRefuses(t *testing.T) {
	type args struct{}
	run := func(context.Context, args, Report) (Result, error) { return Result{}, nil }
	for name, make := range map[string]func() (Tool, error){
		"bad name":       func() (Tool, error) { return NewTool("a b", "d", run) },
		"no description": func() (Tool, error) { return NewTool("a", "", run) },
		"no run":         func() (Tool, error) { return NewTool[args]("a", "d", nil) },
		"no struct": func() (Tool, error) {
			return NewTool("a", "d", func(context.Context, string, Report) (Result, error) { return Result{}, nil })
		},
		"bad limit": func() (Tool, error) {
			return NewTool("a", "d", func(context.Context, struct {
				N int `json:"n" max:"many"`
			}, Report) (Result, error) {
				return Result{}, nil
			})
		},
	} {
		if _, err := make(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCallWithoutAnAnswer(t *testing.T) {
	r, err := echo(t).Call(t.Context(), `{"text":"x"}`)
	if err != nil || r.Told() != "echo: x" {
		t.Errorf("result %+v, %v", r, err)
	}
	r, err = echo(t).Call(t.Context(), `{}`)
	if err != nil || !r.Failed {
		t.Errorf("result %+v, %v, want a failed one", r, err)
	}
	if _, err := (Tool{}).Call(t.Context(), ``); err == nil {
		t.Error("the zero Tool was called")
	}
}

// Whatever a model writes gives arguments that decode, in a form that reads as
// itself, or an error.
func FuzzReadArguments(f *testing.F) {
	for _, s := range []string{``, `{}`, `{"text":"a","times":"2","tags":"[1]"}`, `{"text":1e999}`, `[[[[`, `{"tags":[["a"]]}`} {
		f.Add(s)
	}
	p, err := paramsOf[echoArgs]()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, written string) {
		args, err := p.read(written)
		if err != nil {
			return
		}
		var a echoArgs
		if err := json.Unmarshal(args, &a); err != nil {
			t.Fatalf("%s passed the check but does not decode: %v", args, err)
		}
		again, err := p.read(string(args))
		if err != nil {
			t.Fatalf("%s is refused when read again: %v", args, err)
		}
		if diff := cmp.Diff(string(args), string(again)); diff != "" {
			t.Errorf("reading again changes it:\n%s", diff)
		}
	})
}
