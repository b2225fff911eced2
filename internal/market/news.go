package market

import "time"

// MaxArticles is the most that one question for news gives.
const MaxArticles = 50

// News is what was written of late about a symbol or a subject. It is immutable:
// callers share it.
type News struct {
	Query    string    `json:"query"`
	Articles []Article `json:"articles"` // in the source's order
	Origin
}

// Article is one piece of news.
type Article struct {
	Title     string    `json:"title"`
	Publisher string    `json:"publisher,omitempty"`
	Time      time.Time `json:"time,omitzero"` // of publication, UTC
	Link      string    `json:"link"`          // http or https
	Video     bool      `json:"video,omitempty"`
	Symbols   []Symbol  `json:"symbols,omitempty"` // that it is about
}
