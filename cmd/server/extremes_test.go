package main

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// What the description calls valid is valid all the way down: each extreme of
// each field is asked of the whole server, where a test of one package would
// meet a fake below it that admits more.
func TestExtremesOfTheDescriptionAreServed(t *testing.T) {
	s := start(t, "QUOTEWIRE_RATE_LIMIT=0")
	_, text := status(t, s.URL()+"/openapi.yaml")
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for path, item := range doc.Paths.Map() {
		if item.Get == nil || strings.Contains(path, "stream") || strings.Contains(path, "sessions") {
			continue
		}
		if path == "/api/page" { // how many parts there are is the page's to say
			continue
		}
		for _, p := range item.Get.Parameters {
			for _, value := range extremes(p.Value) {
				asked++
				target := s.URL() + queryWith(path, item.Get.Parameters, p.Value.Name, value)
				// 422 is data that is not there, such as the rows past the last.
				if got, body := status(t, target); got != http.StatusOK && got != http.StatusUnprocessableEntity {
					t.Errorf("%s: %d %s", target, got, body)
				}
			}
		}
	}
	if asked < 30 {
		t.Errorf("only %d extremes were asked", asked)
	}
}

// Text that holds what no name does is the client's fault and not ours.
func TestControlCharactersAreRefused(t *testing.T) {
	s := start(t)
	for _, q := range []string{"a%01b", "a%0d%0ab", "a%C2%85b"} {
		if got, body := status(t, s.URL()+"/api/symbols?q="+q); got != http.StatusBadRequest || !strings.Contains(body, `"q: `) {
			t.Errorf("q=%s: %d %s", q, got, body)
		}
	}
}

// extremes are the least and the greatest values of a parameter.
func extremes(p *openapi3.Parameter) (values []string) {
	schema := p.Schema.Value
	if p.In != openapi3.ParameterInQuery {
		return nil
	}
	for _, value := range schema.Enum {
		values = append(values, value.(string))
	}
	for _, bound := range []*float64{schema.Min, schema.Max} {
		if bound != nil && !schema.ExclusiveMin.IsTrue() {
			values = append(values, strconv.FormatFloat(*bound, 'f', -1, 64))
		}
	}
	if schema.MaxLength != nil && schema.Format == "" && p.Name == "q" {
		values = append(values, strings.Repeat("a", int(*schema.MaxLength)))
	}
	return values
}

// queryWith is a path with what it requires, and one value beside it.
func queryWith(path string, all openapi3.Parameters, name, value string) string {
	path = strings.NewReplacer("{symbol}", "AAPL", "{name}", "day_gainers", "{series}", "us-10y").Replace(path)
	query := url.Values{}
	for _, p := range all {
		if required := map[string]string{"q": "apple", "symbols": "AAPL,MSFT"}[p.Value.Name]; required != "" && p.Value.In == openapi3.ParameterInQuery {
			query.Set(p.Value.Name, required)
		}
	}
	// What some values are allowed with only.
	switch {
	case name == "rate":
		query.Set("greeks", "true")
	case name == "frequency" && !strings.HasPrefix(path, "/api/macro"):
		query.Set("statement", "income")
	case name == "interval":
		query.Set("range", "5d")
	}
	query.Set(name, value)
	return path + "?" + query.Encode()
}
