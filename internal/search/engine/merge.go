package engine

import "cmp"

// merger gathers the results of several engines, each page once.
type merger struct {
	asked question
	all   []Result
	index map[string]int // into all, by address key
}

// add takes what an engine found, in its order, behind what others found. A page
// that is known already gives what was not known of it.
func (m *merger) add(engine string, results []Result) {
	for _, r := range results {
		at, err := parseAddress(r.URL)
		if err != nil || !m.asked.admits(at.host) {
			continue
		}
		r.URL, r.Engine = at.url, engine
		r.Title, r.Snippet = plainText(r.Title, maxTitle), plainText(r.Snippet, maxSnippet)
		i, known := m.index[at.key]
		switch {
		case known:
			m.all[i] = m.all[i].filled(r)
		case len(m.all) < maxResults:
			m.index[at.key] = len(m.all)
			m.all = append(m.all, r)
		}
	}
}

// filled is r with what it lacks taken from other.
func (r Result) filled(other Result) Result {
	r.Title, r.Snippet, r.Published = cmp.Or(r.Title, other.Title), cmp.Or(r.Snippet, other.Snippet), cmp.Or(r.Published, other.Published)
	return r
}

// results are the best ones, as many as were asked for.
func (m *merger) results() []Result {
	all := m.all[:min(len(m.all), m.asked.limit)]
	for i := range all {
		if all[i].Title == "" {
			if at, err := parseAddress(all[i].URL); err == nil {
				all[i].Title = at.host
			}
		}
	}
	return all
}
