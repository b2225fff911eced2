package yahoo

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// search answers /v1/finance/search?q=: symbols and names that begin with the
// words asked for, best first, and the news of the best. It needs no crumb.
func (y *Server) search(v *wire.Visit) wire.Reply {
	query := v.Request.URL.Query()
	asked := strings.ToLower(strings.TrimSpace(query.Get("q")))
	if asked == "" {
		return yahooError("finance", http.StatusBadRequest, "Bad Request", "Missing required query parameter=q")
	}
	limit := min(countOr(query.Get("quotesCount"), 6), 20)
	type hit struct {
		in    *facts.Instrument
		score int
	}
	var hits []hit
	for _, in := range append(y.catalog.Listed(), y.searchSynthetic(asked)...) {
		if score := matches(in, asked); score > 0 {
			hits = append(hits, hit{in, score})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return b.score - a.score })
	quotes, news := []fields{}, []fields{}
	if len(hits) > 0 {
		news = articlesOf(hits[0].in, v.Now, min(countOr(query.Get("newsCount"), 4), 50))
	}
	for _, h := range hits[:min(limit, len(hits))] {
		quotes = append(quotes, foundOf(h.in, h.score))
	}
	return wire.JSON(http.StatusOK, fields{
		"explains": []any{}, "count": len(quotes) + len(news), "quotes": quotes, "news": news, "nav": []any{},
		"lists": []any{}, "researchReports": []any{}, "screenerFieldResults": []any{},
		"totalTime": 12, "timeTakenForQuotes": 420, "timeTakenForNews": 700,
		"timeTakenForAlgowatchlist": 400, "timeTakenForPredefinedScreener": 400,
		"timeTakenForCrunchbase": 400, "timeTakenForNav": 400, "timeTakenForResearchReports": 0,
		"timeTakenForScreenerField": 0, "timeTakenForCulturalAssets": 0, "timeTakenForSearchLists": 0,
	})
}

// countOr is the count that a text says, otherwise where it says none.
func countOr(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		return n
	}
	return otherwise
}

func (y *Server) searchSynthetic(asked string) []*facts.Instrument {
	if s := strings.ToUpper(asked); facts.IsSynthetic(s) {
		return []*facts.Instrument{y.catalog.Find(s)}
	}
	return nil
}

// matches is how well an instrument fits lower-case words; 0: not at all.
func matches(in *facts.Instrument, asked string) int {
	symbol := strings.ToLower(in.Symbol)
	name := strings.ToLower(in.LongName)
	switch {
	case symbol == asked:
		return 2000000
	case slices.Contains(in.Aliases, asked), name == asked:
		return 1000000
	case strings.HasPrefix(symbol, asked):
		return 30000
	case strings.HasPrefix(name, asked):
		return 25000
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == ',' || r == '-' })
	for w := range strings.FieldsSeq(asked) {
		if !slices.ContainsFunc(words, func(have string) bool { return strings.HasPrefix(have, w) }) {
			return 0
		}
	}
	return 20000
}

func foundOf(in *facts.Instrument, score int) fields {
	quoteType, display := namesOf(in)
	f := fields{
		"exchange": in.Exchange.Code, "shortname": in.ShortName, "quoteType": quoteType,
		"symbol": in.Symbol, "index": "quotes", "score": score, "typeDisp": display,
		"longname": in.LongName, "exchDisp": in.Exchange.Display, "isYahooFinance": true,
	}
	if c := in.Company; c != nil {
		f["sector"], f["sectorDisp"] = c.Sector, c.Sector
		f["industry"], f["industryDisp"] = c.Industry, c.Industry
	}
	if in.Kind == facts.Future {
		delete(f, "longname")
	}
	return f
}
