package fault

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// constants are those of code.go in their order, by what their comment says.
func constants(t *testing.T) (groups []group) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "code.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST {
			continue
		}
		for _, spec := range gen.Specs {
			value := spec.(*ast.ValueSpec)
			code, err := strconv.Unquote(value.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			if value.Doc != nil {
				groups = append(groups, group{meaning: strings.Join(strings.Fields(value.Doc.Text()), " ")})
			}
			last := &groups[len(groups)-1]
			last.names, last.codes = append(last.names, value.Names[0].Name), append(last.codes, Code(code))
		}
	}
	return groups
}

type group struct {
	meaning string
	names   []string
	codes   []Code
}

// README's table of errors is the codes, statuses and meanings that there are.
func TestREADMEHasTheCodes(t *testing.T) {
	var want, all []string
	for _, g := range constants(t) {
		var named []string
		for _, c := range g.codes {
			if all = append(all, string(c)); c.Status() != g.codes[0].Status() {
				t.Errorf("%s has another status than %s, and the same line", c, g.codes[0])
			}
			named = append(named, "`"+string(c)+"`")
		}
		meaning := strings.TrimSuffix(strings.ToLower(g.meaning[:1])+g.meaning[1:], ".")
		want = append(want, fmt.Sprintf("| %d | %s | %s |", g.codes[0].Status(), strings.Join(named, ", "), meaning))
	}
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "| status | code | when |\n|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	if diff := cmp.Diff(want, strings.Split(table, "\n")); diff != "" {
		t.Errorf("-code +README:\n%s", diff)
	}
	var codes []string
	for _, c := range Codes() {
		codes = append(codes, string(c))
	}
	slices.Sort(all)
	slices.Sort(codes)
	if !slices.Equal(all, codes) {
		t.Errorf("statuses, -constants +statuses:\n%s", cmp.Diff(all, codes))
	}
}

// A code that nothing answers with is a promise to nobody.
func TestCodesAreUsed(t *testing.T) {
	used := map[string]bool{}
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") || name == "fault/code.go" {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path.Join("..", name), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.SelectorExpr:
				if pkg, ok := node.X.(*ast.Ident); ok && pkg.Name == "fault" {
					used[node.Sel.Name] = true
				}
			case *ast.Ident:
				used[node.Name] = used[node.Name] || file.Name.Name == "fault"
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range constants(t) {
		for _, name := range g.names {
			if !used[name] {
				t.Errorf("no fault has the code %s", name)
			}
		}
	}
}
