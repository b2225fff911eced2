package yahoo

import (
	"encoding/json"
	"net/http"
	"strings"

	"quotewire/internal/sim/wire"
)

// Faults of Yahoo.
const (
	Edge         wire.Kind = "edge"          // 429 as the plain text "Edge: Too Many Requests"
	Status999    wire.Kind = "999"           // Yahoo's own status for a client it dislikes
	InvalidCrumb wire.Kind = "invalid_crumb" // 401 although cookie and crumb are right
	Consent      wire.Kind = "consent"       // no cookie without the consent pages
	BadCrumb     wire.Kind = "bad_crumb"     // getcrumb says "Too Many Requests" with status 200
	NullBars     wire.Kind = "null_bars"     // every other bar of a chart, or period of accounts, is null
	Ragged       wire.Kind = "ragged"        // a chart's arrays differ in length
	EmptyQuote   wire.Kind = "empty_quote"   // a chart's "quote": [{}], a quote without figures
)

// Kinds is every fault that the simulated Yahoo has.
func Kinds() []wire.Kind {
	return append(wire.Kinds(), wire.RateLimited, Edge, Status999, InvalidCrumb, Consent, BadCrumb,
		NullBars, Ragged, wire.EmptyResult, wire.NullResult, EmptyQuote)
}

// faultReply is what a fault answers in the place of the endpoint.
func faultReply(v *wire.Visit) (wire.Reply, bool) {
	f := v.Fault
	switch f.Kind {
	case wire.RateLimited:
		rep := yahooError("finance", http.StatusTooManyRequests, "Too Many Requests", "Rate limited. Try after a while.")
		return f.Over(rep), true
	case Edge:
		return f.Over(wire.Text(http.StatusTooManyRequests, "Edge: Too Many Requests")), true
	case Status999:
		return f.Over(wire.Page(999, "Yahoo! - 999 Unable to process request at this time")), true
	case InvalidCrumb:
		if needsCrumb(v.Request.URL.Path) {
			return invalidCrumb(), true
		}
	case BadCrumb:
		if v.Request.URL.Path == crumbPath {
			return wire.Text(http.StatusOK, "Too Many Requests"), true
		}
	}
	return wire.Reply{}, false
}

func needsCrumb(path string) bool {
	return path == quotePath || path == screenPath || strings.HasPrefix(path, summaryPath) || strings.HasPrefix(path, optionsPath)
}

func invalidCrumb() wire.Reply {
	return yahooError("finance", http.StatusUnauthorized, "Unauthorized", "Invalid Crumb")
}

// spoil makes of a good answer the odd one that a fault asks for. Answers of a
// shape that the fault does not speak of stay as they are.
func spoil(v *wire.Visit, rep wire.Reply) wire.Reply {
	switch v.Fault.Kind {
	case NullBars, Ragged, wire.EmptyResult, wire.NullResult, EmptyQuote:
	default:
		return rep
	}
	var body map[string]any
	if rep.Status != http.StatusOK || json.Unmarshal(rep.Body, &body) != nil {
		return rep
	}
	for key, part := range body {
		switch part := part.(type) {
		case map[string]any:
			spoilFamily(v.Fault.Kind, part)
		case []any: // of the search, which has no family
			body[key] = spoilList(v.Fault.Kind, part)
		}
	}
	rep.Body = wire.JSON(rep.Status, body).Body
	return rep
}

func spoilList(kind wire.Kind, list []any) any {
	switch kind {
	case wire.EmptyResult:
		return []any{}
	case wire.NullResult:
		return nil
	}
	return list
}

func spoilFamily(kind wire.Kind, family map[string]any) {
	switch kind {
	case wire.EmptyResult:
		family["result"] = []any{}
	case wire.NullResult:
		family["result"] = nil
	}
	results, _ := family["result"].([]any)
	for i, r := range results {
		result, _ := r.(map[string]any)
		indicators, isChart := result["indicators"].(map[string]any)
		switch {
		case isChart:
			spoilChart(kind, indicators)
		case kind == EmptyQuote:
			results[i] = map[string]any{}
		case kind == NullBars:
			spoilSeries(result)
		}
	}
}

// spoilSeries takes every other period out of a series of accounts.
func spoilSeries(result map[string]any) {
	if _, isSeries := result["meta"]; !isSeries {
		return
	}
	for key, v := range result {
		if points, _ := v.([]any); key != "timestamp" {
			for i := 0; i < len(points); i += 2 {
				points[i] = nil
			}
		}
	}
}

func spoilChart(kind wire.Kind, indicators map[string]any) {
	if kind == EmptyQuote {
		indicators["quote"] = []any{map[string]any{}}
		return
	}
	for name, list := range indicators {
		columns, _ := list.([]any)
		if len(columns) == 0 {
			continue
		}
		first, _ := columns[0].(map[string]any)
		for key, column := range first {
			values, _ := column.([]any)
			if kind == NullBars {
				for i := 0; i < len(values); i += 2 {
					values[i] = nil
				}
			}
			if kind == Ragged && (key == "high" || name == "adjclose") {
				first[key] = values[:len(values)/2]
			}
		}
	}
}
