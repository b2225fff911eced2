package quotewire_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// faces are the functions that decide what becomes of each event of an answer,
// by the file that they are in: each names every event, to show it or not.
var faces = map[string]string{
	"internal/api/event.go":      "eventData",
	"internal/api/reply.go":      "take",
	"internal/search/consult.go": "take",
}

func TestFacesNameEveryEvent(t *testing.T) {
	for _, fault := range faceFaults(t, os.DirFS("."), faces) {
		t.Error(fault)
	}
}

// A test that cannot fail proves nothing: an event is added that no face knows.
func TestFacesMissAnEvent(t *testing.T) {
	added := fstest.MapFS{
		"internal/answer/event.go": {Data: []byte(`package answer
type Delta struct{}
func (Delta) event() {}`)},
		"internal/answer/added.go": {Data: []byte(`package answer
type Added struct{}
func (*Added) event() {}
func (Added) other() {}`)},
		"face.go": {Data: []byte(`package face
import "quotewire/internal/answer"
func show(ev answer.Event) {
	switch ev := ev.(type) {
	case answer.Delta, answer.Gone:
		write(answer.Added{})
	}
}
func other(ev any) { switch ev.(type) { case answer.Added: } }`)},
	}
	want := []string{"face.go: show names no answer.Added: show it or say that it is not shown"}
	if diff := cmp.Diff(want, faceFaults(t, added, map[string]string{"face.go": "show"})); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// faceFaults says which events a face does not name in a switch on types.
func faceFaults(t *testing.T, root fs.FS, faces map[string]string) (found []string) {
	t.Helper()
	events := eventTypes(t, root)
	if len(events) == 0 {
		t.Fatal("there are no events in internal/answer")
	}
	for name, function := range faces {
		var named []string
		for _, f := range functions(t, root, name) {
			if f.Name.Name == function {
				named = append(named, caseTypes(f)...)
			}
		}
		for _, event := range events {
			if !slices.Contains(named, "answer."+event) {
				found = append(found, name+": "+function+" names no answer."+event+": show it or say that it is not shown")
			}
		}
	}
	return found
}

// eventTypes are the types of internal/answer that are events.
func eventTypes(t *testing.T, root fs.FS) (events []string) {
	t.Helper()
	files, err := fs.Glob(root, "internal/answer/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, f := range functions(t, root, name) {
			if f.Recv == nil || f.Name.Name != "event" {
				continue
			}
			of := f.Recv.List[0].Type
			if pointer, ok := of.(*ast.StarExpr); ok {
				of = pointer.X
			}
			if id, ok := of.(*ast.Ident); ok {
				events = append(events, id.Name)
			}
		}
	}
	return events
}

func functions(t *testing.T, root fs.FS, name string) (all []*ast.FuncDecl) {
	t.Helper()
	src, err := fs.ReadFile(root, name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			all = append(all, f)
		}
	}
	return all
}

// caseTypes are the types that the cases of a function's switches on types name.
func caseTypes(f *ast.FuncDecl) (named []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		s, ok := n.(*ast.TypeSwitchStmt)
		if !ok {
			return true
		}
		for _, stmt := range s.Body.List {
			for _, expr := range stmt.(*ast.CaseClause).List {
				if pointer, ok := expr.(*ast.StarExpr); ok {
					expr = pointer.X
				}
				named = append(named, selector(expr))
			}
		}
		return true
	})
	return named
}
