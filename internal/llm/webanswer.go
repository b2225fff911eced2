package llm

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"quotewire/internal/llm/wire"
	"quotewire/internal/plaintext"
)

const (
	maxWebSources = 100
	maxWebText    = 300 // bytes of what the model wrote of a source
)

// webReply is what is read of an answer of the Responses API.
type webReply struct {
	Status     wire.Loose        `json:"status"`
	Error      json.RawMessage   `json:"error"`
	Output     []json.RawMessage `json:"output"`
	Incomplete struct {
		Reason wire.Loose `json:"reason"`
	} `json:"incomplete_details"`
	Usage struct {
		InputTokens  wire.Count `json:"input_tokens"`
		OutputTokens wire.Count `json:"output_tokens"`
	} `json:"usage"`
}

// webItem is one entry of the output: a search that was made, or the text with
// its citations. Other kinds have none of these fields.
type webItem struct {
	Action struct {
		Sources []struct {
			URL wire.Loose `json:"url"`
		} `json:"sources"`
	} `json:"action"`
	Content []webText `json:"content"`
}

type webText struct {
	Text        wire.Loose    `json:"text"`
	Annotations []webCitation `json:"annotations"`
}

type webCitation struct {
	URL   wire.Loose `json:"url"`
	Title wire.Loose `json:"title"`
	Start wire.Count `json:"start_index"` // in characters of the text
	End   wire.Count `json:"end_index"`
}

func decodeWeb(body []byte) (webReply, error) {
	var r webReply
	if err := wire.Decode(body, &r); err != nil {
		return webReply{}, err
	}
	if r.Output == nil && !wire.IsSet(r.Error) && r.Status == "" {
		return webReply{}, errors.New("no output")
	}
	return r, nil
}

// sources are the cited pages in the order of the text, then those that were
// only looked at.
func (r webReply) sources() []WebSource {
	var cited, seen []WebSource
	for _, raw := range r.Output {
		var item webItem
		if wire.Decode(raw, &item) != nil {
			continue
		}
		for _, text := range item.Content {
			cited = append(cited, text.sources()...)
		}
		for _, s := range item.Action.Sources {
			seen = append(seen, WebSource{URL: string(s.URL)})
		}
	}
	var all []WebSource
	for _, s := range append(cited, seen...) {
		known := slices.ContainsFunc(all, func(have WebSource) bool { return have.URL == s.URL })
		if s.URL != "" && !known && len(all) < maxWebSources {
			all = append(all, s)
		}
	}
	return all
}

// sources gives each citation the text between it and the one before it.
func (t webText) sources() []WebSource {
	letters := []rune(string(t.Text))
	var all []WebSource
	from := 0
	for _, c := range t.Annotations {
		start := min(int(c.Start), len(letters))
		said := ""
		if start > from {
			said = string(letters[from:start])
		}
		from = max(from, min(int(c.End), len(letters)))
		all = append(all, WebSource{URL: string(c.URL), Title: string(c.Title), Text: lastLine(said)})
	}
	return all
}

// lastLine is the end of what stands before a citation, without the marks that
// lead to it.
func lastLine(said string) string {
	said = strings.TrimRight(said, " \t\r\n([")
	said = said[strings.LastIndexByte(said, '\n')+1:]
	return plaintext.Clip(strings.TrimLeft(said, " \t-*•)]."), maxWebText)
}
