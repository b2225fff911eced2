package sim

import (
	"encoding/json"
	"net/http"
	"strings"
)

// Faults of Yahoo.
const (
	Edge         Kind = "edge"          // 429 as the plain text "Edge: Too Many Requests"
	Status999    Kind = "999"           // Yahoo's own status for a client it dislikes
	InvalidCrumb Kind = "invalid_crumb" // 401 although cookie and crumb are right
	Consent      Kind = "consent"       // no cookie without the consent pages
	BadCrumb     Kind = "bad_crumb"     // getcrumb says "Too Many Requests" with status 200
	NullBars     Kind = "null_bars"     // every other bar of a chart, or period of accounts, is null
	Ragged       Kind = "ragged"        // a chart's arrays differ in length
	EmptyQuote   Kind = "empty_quote"   // a chart's "quote": [{}], a quote without figures
)

// YahooKinds is every fault that the simulated Yahoo has.
func YahooKinds() []Kind {
	return append(commonKinds(), RateLimited, Edge, Status999, InvalidCrumb, Consent, BadCrumb,
		NullBars, Ragged, EmptyResult, NullResult, EmptyQuote)
}

// faultReply is what a fault answers in the place of the endpoint.
func faultReply(v *visit) (reply, bool) {
	f := v.fault
	switch f.Kind {
	case RateLimited:
		rep := yahooError("finance", http.StatusTooManyRequests, "Too Many Requests", "Rate limited. Try after a while.")
		return f.over(rep), true
	case Edge:
		return f.over(text(http.StatusTooManyRequests, "Edge: Too Many Requests")), true
	case Status999:
		return f.over(page(999, "Yahoo! - 999 Unable to process request at this time")), true
	case InvalidCrumb:
		if needsCrumb(v.r.URL.Path) {
			return invalidCrumb(), true
		}
	case BadCrumb:
		if v.r.URL.Path == crumbPath {
			return text(http.StatusOK, "Too Many Requests"), true
		}
	}
	return reply{}, false
}

func needsCrumb(path string) bool {
	return path == quotePath || path == screenPath || strings.HasPrefix(path, summaryPath) || strings.HasPrefix(path, optionsPath)
}

func invalidCrumb() reply {
	return yahooError("finance", http.StatusUnauthorized, "Unauthorized", "Invalid Crumb")
}

// spoil makes of a good answer the odd one that a fault asks for. Answers of a
// shape that the fault does not speak of stay as they are.
func spoil(v *visit, rep reply) reply {
	switch v.fault.Kind {
	case NullBars, Ragged, EmptyResult, NullResult, EmptyQuote:
	default:
		return rep
	}
	var body map[string]any
	if rep.status != http.StatusOK || json.Unmarshal(rep.body, &body) != nil {
		return rep
	}
	for key, part := range body {
		switch part := part.(type) {
		case map[string]any:
			spoilFamily(v.fault.Kind, part)
		case []any: // of the search, which has no family
			body[key] = spoilList(v.fault.Kind, part)
		}
	}
	rep.body = object(rep.status, body).body
	return rep
}

func spoilList(kind Kind, list []any) any {
	switch kind {
	case EmptyResult:
		return []any{}
	case NullResult:
		return nil
	}
	return list
}

func spoilFamily(kind Kind, family map[string]any) {
	switch kind {
	case EmptyResult:
		family["result"] = []any{}
	case NullResult:
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

func spoilChart(kind Kind, indicators map[string]any) {
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
