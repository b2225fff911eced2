package quotewire_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// arrows says which packages of this module each package may import. A package
// that is not listed may not exist. Tests may import what they like. Of this
// table and the others, each line must be needed: TestLayoutIsUsed.
var arrows = map[string][]string{
	"": {},

	"cmd/server": {"internal/api", "internal/api/access", "internal/api/fault", "internal/agent", "internal/agent/tools", "internal/calendar", "internal/llm", "internal/extract", "internal/market", "internal/scrape", "internal/search", "internal/session", "internal/sim", "internal/study", "internal/search/engine", "internal/market/yahoo", "internal/market/yahoo/client", "internal/market/httpsource", "internal/market/bankofcanada", "internal/market/ecb", "internal/market/finnhub", "internal/market/tiingo", "internal/market/twelvedata", "internal/outbound/browsertls", "internal/macro", "internal/macro/treasury", "internal/macro/nyfed", "internal/macro/fred", "internal/macro/ecb", "internal/store", "internal/store/bolt", "internal/store/redis", "internal/market/kraken", "internal/market/coinbase", "internal/market/binance", "internal/market/coingecko", "internal/market/cnbc", "internal/market/nasdaq", "internal/market/cboe", "internal/market/tmx"},
	"cmd/bench":  {},

	"internal/api":            {"internal/api/access", "internal/api/fault", "internal/api/marketdata", "internal/api/query", "internal/market", "internal/session", "internal/scrape", "internal/answer", "internal/exhibit"},
	"internal/api/access":     {"internal/api/fault", "internal/fairqueue"},
	"internal/api/marketdata": {"internal/api/fault", "internal/api/query", "internal/macro", "internal/market", "internal/study"},
	"internal/api/query":      {"internal/api/fault", "internal/market"},
	"internal/api/fault":      {"internal/macro", "internal/llm", "internal/market", "internal/scrape", "internal/session", "internal/study", "internal/answer"},
	"internal/agent/tools":    {"internal/agent", "internal/arithmetic", "internal/macro", "internal/market", "internal/study", "internal/units", "internal/answer", "internal/exhibit"},
	"internal/search":         {"internal/agent", "internal/scrape", "internal/llm", "internal/sanitize", "internal/answer", "internal/exhibit", "internal/plaintext", "internal/prompts", "internal/search/engine"},

	"internal/study": {
		"internal/market", "internal/dates", "internal/analysis", "internal/calendar", "internal/units", "internal/fairqueue",
	},

	"internal/agent":   {"internal/answer", "internal/exhibit", "internal/llm", "internal/sanitize", "internal/plaintext", "internal/prompts"},
	"internal/exhibit": {"internal/calendar", "internal/units"},
	"internal/market":  {"internal/bars", "internal/cache", "internal/calendar", "internal/fairqueue", "internal/spelling", "internal/store", "internal/symbol", "internal/units"},
	"internal/session": {"internal/answer", "internal/plaintext"},
	"internal/scrape":  {"internal/cache", "internal/extract", "internal/fairqueue", "internal/plaintext"},

	"internal/analysis":   {"internal/calendar"},
	"internal/arithmetic": {"internal/plaintext"},
	"internal/bars":       {"internal/calendar"},
	"internal/dates":      {"internal/calendar"},

	"internal/answer":    {"internal/exhibit"},
	"internal/calendar":  {},
	"internal/cache":     {},
	"internal/extract":   {"internal/extract/charset", "internal/extract/dom", "internal/extract/published", "internal/pdf", "internal/pdf/pdftext", "internal/plaintext"},
	"internal/fairqueue": {},
	"internal/sanitize":  {},
	"internal/spelling":  {},
	"internal/symbol":    {},
	"internal/units":     {},
	"internal/llm":       {"internal/llm/wire", "internal/outbound", "internal/plaintext"},
	"internal/llm/wire":  {},

	"internal/extract/charset":   {"internal/extract/dom"},
	"internal/extract/published": {"internal/extract/dom"},
	"internal/extract/dom":       {},

	"internal/pdf":         {},
	"internal/pdf/pdftext": {"internal/pdf"},
	"internal/pdf/pdftest": {},

	"internal/llm/llmtest":           {"internal/llm"},
	"internal/outbound":              {"internal/fairqueue", "internal/plaintext"},
	"internal/plaintext":             {},
	"internal/prompts":               {},
	"internal/search/engine":         {"internal/llm", "internal/outbound", "internal/plaintext"},
	"internal/sim":                   {"internal/sim/model", "internal/sim/sources", "internal/sim/web", "internal/sim/wire", "internal/sim/yahoo"},
	"internal/sim/model":             {"internal/sim/chatbot", "internal/sim/facts", "internal/sim/wire"},
	"internal/sim/chatbot":           {"internal/sim/facts"},
	"internal/sim/web":               {"internal/sim/facts", "internal/sim/wire"},
	"internal/sim/sources":           {"internal/sim/facts", "internal/sim/wire"},
	"internal/sim/yahoo":             {"internal/sim/facts", "internal/sim/wire"},
	"internal/sim/facts":             {},
	"internal/sim/wire":              {},
	"internal/sim/wire/wiretest":     {},
	"internal/market/yahoo":          {"internal/bars", "internal/market", "internal/market/yahoo/client", "internal/units"},
	"internal/market/yahoo/client":   {"internal/cache", "internal/fairqueue", "internal/market", "internal/market/httpsource", "internal/outbound"},
	"internal/market/httpsource":     {"internal/market", "internal/outbound", "internal/plaintext"},
	"internal/market/cnbc":           {"internal/market", "internal/market/httpsource", "internal/market/venue", "internal/outbound", "internal/spelling"},
	"internal/market/nasdaq":         {"internal/market", "internal/market/httpsource", "internal/market/venue", "internal/outbound", "internal/spelling"},
	"internal/market/venue":          {"internal/calendar", "internal/market", "internal/spelling"},
	"internal/market/recordingtest":  {"internal/market"},
	"internal/market/markettest":     {"internal/market", "internal/market/httpsource"},
	"internal/market/kraken":         {"internal/market", "internal/market/candle", "internal/market/httpsource", "internal/outbound", "internal/spelling"},
	"internal/market/coinbase":       {"internal/market", "internal/market/candle", "internal/market/httpsource", "internal/outbound", "internal/spelling"},
	"internal/market/binance":        {"internal/market", "internal/market/candle", "internal/market/httpsource", "internal/outbound", "internal/spelling"},
	"internal/market/coingecko":      {"internal/market", "internal/market/candle", "internal/market/httpsource", "internal/outbound", "internal/spelling"},
	"internal/market/candle":         {"internal/market", "internal/market/httpsource", "internal/spelling"},
	"internal/outbound/browsertls":   {"internal/outbound"},
	"internal/store":                 {},
	"internal/store/bolt":            {},
	"internal/store/redis":           {},
	"internal/store/redis/redistest": {},
	"internal/store/storetest":       {},
	"internal/market/cboe":           {"internal/bars", "internal/calendar", "internal/market", "internal/market/httpsource", "internal/market/venue", "internal/outbound", "internal/spelling"},
	"internal/market/tmx":            {"internal/bars", "internal/market", "internal/market/httpsource", "internal/market/venue", "internal/outbound", "internal/spelling"},

	"internal/macro":          {"internal/cache", "internal/fairqueue", "internal/market", "internal/store"},
	"internal/macro/treasury": {"internal/macro", "internal/market", "internal/market/httpsource", "internal/outbound"},
	"internal/macro/nyfed":    {"internal/macro", "internal/market", "internal/market/httpsource", "internal/outbound"},
	"internal/macro/fred":     {"internal/macro", "internal/market", "internal/market/httpsource", "internal/outbound"},
	"internal/macro/ecb":      {"internal/macro", "internal/market", "internal/market/httpsource", "internal/outbound"},

	"internal/market/bankofcanada":    {"internal/market", "internal/market/fixing", "internal/market/httpsource", "internal/outbound"},
	"internal/market/ecb":             {"internal/market", "internal/market/fixing", "internal/market/httpsource", "internal/outbound"},
	"internal/market/finnhub":         {"internal/market", "internal/market/httpsource", "internal/market/venue", "internal/outbound", "internal/spelling"},
	"internal/market/fixing":          {"internal/market", "internal/spelling"},
	"internal/market/tiingo":          {"internal/bars", "internal/market", "internal/market/httpsource", "internal/market/venue", "internal/outbound", "internal/spelling"},
	"internal/market/twelvedata":      {"internal/market", "internal/market/httpsource", "internal/market/venue", "internal/outbound", "internal/spelling"},
	"internal/sim/sources/sourcetest": {"internal/market", "internal/market/yahoo", "internal/market/yahoo/client", "internal/sim/facts", "internal/sim/sources", "internal/sim/wire", "internal/sim/wire/wiretest", "internal/sim/yahoo"},
}

// doors says where each dependency may be imported. A dependency that is not
// listed may not be used. "metrics.go" admits the files of that name.
var doors = map[string][]string{
	"code.dny.dev/ssrf":                             {"internal/scrape"},
	"codeberg.org/readeck/go-readability/v2":        {"internal/extract"},
	"github.com/KimMachineGun/automemlimit":         {"cmd/server"},
	"github.com/PuerkitoBio/goquery":                {"internal/search/engine"},
	"github.com/caarlos0/env/v11":                   {"cmd/server"},
	"github.com/cenkalti/backoff/v5":                {"internal/llm"},
	"github.com/expr-lang/expr":                     {"internal/arithmetic"},
	"github.com/go-chi":                             {"internal/api", "internal/api/access"},
	"github.com/google/jsonschema-go":               {"internal/agent"},
	"github.com/hashicorp/golang-lru/v2":            {"internal/api/access", "internal/scrape"},
	"github.com/jellydator/ttlcache/v3":             {"internal/cache"},
	"github.com/mmcdole/gofeed":                     {"internal/extract"},
	"github.com/piquette/finance-go":                {"internal/market/yahoo"},
	"github.com/playwright-community/playwright-go": {"internal/scrape"},
	"github.com/prometheus/client_golang":           {"metrics.go", "cmd/server"},
	"github.com/markcheno/go-talib":                 {"internal/analysis"},
	"github.com/refraction-networking/utls":         {"internal/outbound/browsertls"},
	"github.com/redis/go-redis/v9":                  {"internal/store/redis"},
	"github.com/rickar/cal/v2":                      {"internal/calendar"},
	"gonum.org/v1/gonum":                            {"internal/analysis"},
	"github.com/sashabaranov/go-openai":             {"internal/llm"},
	"github.com/sony/gobreaker/v2":                  {"internal/outbound"},
	"github.com/temoto/robotstxt":                   {"internal/scrape"},
	"golang.org/x/net":                              {"internal/search/engine", "internal/extract", "internal/extract/charset", "internal/extract/dom", "internal/extract/published", "internal/outbound/browsertls", "internal/scrape"},
	"go.etcd.io/bbolt":                              {"internal/store/bolt"},
	"golang.org/x/sys":                              {"internal/scrape"},
	"golang.org/x/text":                             {"internal/extract/charset", "internal/pdf", "internal/pdf/pdftext"},
	"golang.org/x/time":                             {"internal/outbound"},
}

// globals are names of the standard library and of dependencies that reach for
// state of the whole process, with where they may be used.
var globals = map[string][]string{
	"os.Getenv":            {},
	"os.LookupEnv":         {},
	"os.Environ":           {"cmd/server"},
	"os.ExpandEnv":         {},
	"os.Setenv":            {},
	"os.Exit":              {"cmd/server", "cmd/bench"},
	"log.Fatal":            {},
	"log.Fatalf":           {},
	"log.Print":            {},
	"log.Printf":           {},
	"log.Println":          {},
	"slog.Default":         {},
	"slog.SetDefault":      {},
	"slog.Debug":           {},
	"slog.Info":            {},
	"slog.Warn":            {},
	"slog.Error":           {},
	"http.Get":             {},
	"http.Post":            {},
	"http.Handle":          {},
	"http.HandleFunc":      {},
	"http.DefaultClient":   {"cmd/bench"},
	"http.DefaultServeMux": {},

	"prometheus.DefaultRegisterer": {},
	"prometheus.DefaultGatherer":   {},
	"prometheus.MustRegister":      {},
	"promhttp.Handler":             {}, // it serves the default registry
}

// variables are the package variables that may be, beside sentinel errors,
// compiled patterns and embedded files.
var variables = map[string][]string{
	"cmd/server": {"version"}, // the linker can set nothing else
}

func TestLayout(t *testing.T) {
	for _, fault := range faults(t, os.DirFS(".")) {
		t.Error(fault)
	}
}

// A test that cannot fail proves nothing: each rule is broken once.
func TestLayoutFindsFaults(t *testing.T) {
	broken := fstest.MapFS{
		"internal/cache/up.go": {Data: []byte(`package cache
import _ "quotewire/internal/market"`)},
		"internal/market/door.go": {Data: []byte(`package market
import _ "github.com/go-chi/chi/v5"`)},
		"internal/market/metrics.go": {Data: []byte(`package market
import _ "github.com/prometheus/client_golang/prometheus"`)},
		"internal/market/count.go": {Data: []byte(`package market
import _ "github.com/prometheus/client_golang/prometheus"`)},
		"internal/market/new.go": {Data: []byte(`package market
import _ "example.com/new"`)},
		"internal/util/util.go": {Data: []byte(`package util`)},
		"internal/llm/state.go": {Data: []byte(`package llm
import ("errors"; "os"; "regexp"; "sync"; _ "embed")
var (
	ErrFine = errors.New("fine")
	fine    = regexp.MustCompile("fine")
	mu      sync.Mutex
)
//go:embed fine.md
var prompt string
var _ error = (*sync.Mutex)(nil)
func init() {}
func home() string { return os.Getenv("HOME") }`)},
		"internal/llm/state_test.go": {Data: []byte(`package llm
import ("testing"; _ "quotewire/internal/api")
var shared int
func TestLater(t *testing.T) { t.Skip("later") }`)},
		"cmd/server/env.go": {Data: []byte(`package main
import ("os"; _ "quotewire/internal/api")
var version, home = "dev", os.Environ()`)},
	}
	want := []string{
		"cmd/server/env.go: package variable home: pass it as a value",
		"internal/cache/up.go: internal/cache may not import internal/market",
		"internal/llm/state.go: func init: do it where it is asked for",
		"internal/llm/state.go: package variable mu: pass it as a value",
		"internal/llm/state.go: os.Getenv is not for internal/llm",
		"internal/llm/state_test.go: t.Skip: a test that is skipped proves nothing",
		"internal/market/count.go: github.com/prometheus/client_golang has no door here, only in metrics.go, cmd/server",
		"internal/market/door.go: github.com/go-chi has no door here, only in internal/api, internal/api/access",
		"internal/market/new.go: example.com/new is not among the dependencies with a door",
		"internal/util/util.go: internal/util has no place in the layout",
	}
	got := faults(t, broken)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// faults reads every Go file below the root of a module and says what breaks
// the rules above.
func faults(t *testing.T, root fs.FS) (found []string) {
	t.Helper()
	eachFile(t, root, func(name string, file *ast.File) {
		for _, fault := range fileFaults(name, file) {
			found = append(found, name+": "+fault)
		}
	})
	return found
}

func eachFile(t *testing.T, root fs.FS, do func(name string, file *ast.File)) {
	t.Helper()
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		src, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		do(name, file)
		return nil
	})
	if err != nil {
		t.Fatalf("read the module: %v", err)
	}
}

func fileFaults(name string, file *ast.File) []string {
	dir := strings.TrimPrefix(path.Dir(name), ".")
	if strings.HasSuffix(name, "_test.go") {
		return skips(file)
	}
	if _, ok := arrows[dir]; !ok {
		return []string{dir + " has no place in the layout"}
	}
	return slices.Concat(importFaults(name, dir, file), declarationFaults(dir, file), globalFaults(dir, file))
}

func importFaults(name, dir string, file *ast.File) (found []string) {
	for _, target := range imports(file) {
		if ours, ok := strings.CutPrefix(target, "quotewire/"); ok {
			if !slices.Contains(arrows[dir], ours) {
				found = append(found, fmt.Sprintf("%s may not import %s", dir, ours))
			}
			continue
		}
		if fault := doorFault(name, dir, target); fault != "" {
			found = append(found, fault)
		}
	}
	return found
}

// imports are the paths that a file imports from beyond the standard library.
func imports(file *ast.File) (targets []string) {
	for _, spec := range file.Imports {
		target := strings.Trim(spec.Path.Value, "`\"")
		first, _, _ := strings.Cut(target, "/")
		if first == "quotewire" || strings.Contains(first, ".") {
			targets = append(targets, target)
		}
	}
	return targets
}

func doorFault(name, dir, target string) string {
	for dependency, open := range doors {
		if !within(target, dependency) {
			continue
		}
		if slices.ContainsFunc(open, func(place string) bool { return admits(place, name, dir) }) {
			return ""
		}
		return fmt.Sprintf("%s has no door here, only in %s", dependency, strings.Join(open, ", "))
	}
	return target + " is not among the dependencies with a door"
}

// admits reports whether a place of doors is that of a file: a package, without those below it, or a name.
func admits(place, name, dir string) bool { return path.Base(name) == place || dir == place }

// declarationFaults finds what runs or is kept without anybody having asked.
func declarationFaults(dir string, file *ast.File) (found []string) {
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil && decl.Name.Name == "init" {
				found = append(found, "func init: do it where it is asked for")
			}
		case *ast.GenDecl:
			if decl.Tok != token.VAR || embedded(decl.Doc) {
				continue
			}
			for _, spec := range decl.Specs {
				found = append(found, variableFaults(dir, spec.(*ast.ValueSpec))...)
			}
		}
	}
	return found
}

func variableFaults(dir string, spec *ast.ValueSpec) (found []string) {
	if embedded(spec.Doc) {
		return nil
	}
	for i, name := range spec.Names {
		if name.Name == "_" || slices.Contains(variables[dir], name.Name) || i < len(spec.Values) && constant(spec.Values[i]) {
			continue
		}
		found = append(found, fmt.Sprintf("package variable %s: pass it as a value", name.Name))
	}
	return found
}

// constant reports whether a value is one of the two kinds that a package may
// keep: a sentinel error or a compiled pattern.
func constant(value ast.Expr) bool {
	call, ok := value.(*ast.CallExpr)
	if !ok {
		return false
	}
	return slices.Contains([]string{"errors.New", "fmt.Errorf", "regexp.MustCompile"}, selector(call.Fun))
}

func embedded(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool {
		return strings.HasPrefix(c.Text, "//go:embed ")
	})
}

func globalFaults(dir string, file *ast.File) (found []string) {
	ast.Inspect(file, func(node ast.Node) bool {
		expr, ok := node.(ast.Expr)
		if !ok {
			return true
		}
		name := selector(expr)
		if open, listed := globals[name]; listed && !slices.Contains(open, dir) {
			found = append(found, fmt.Sprintf("%s is not for %s", name, dir))
		}
		return true
	})
	return found
}

func skips(file *ast.File) (found []string) {
	ast.Inspect(file, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		if name := selector(call.Fun); slices.Contains([]string{"t.Skip", "t.Skipf", "t.SkipNow"}, name) {
			found = append(found, name+": a test that is skipped proves nothing")
		}
		return true
	})
	return found
}

// selector is "pkg.Name" for such an expression, else empty. A local variable
// with the name of a package would fool it; none has a reason to be named so.
func selector(expr ast.Expr) string {
	sel, ok := expr.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	pkg, ok := sel.X.(*ast.Ident)
	if !ok {
		return ""
	}
	return pkg.Name + "." + sel.Sel.Name
}

func within(dir, place string) bool { return dir == place || strings.HasPrefix(dir, place+"/") }
