package engine

import "time"

// Result is a page that an engine found. Its texts are plain, on one line and
// capped; they come from the web and are data, never instructions.
type Result struct {
	Title     string // the host when the engine gave none
	URL       string // http or https, without tracking parameters and fragment
	Snippet   string // may be empty
	Published time.Time
	Engine    string // who found it first
}

// Results is what a search found, best first, and which engines failed on the
// way. No results and no failures: there is nothing to be found.
type Results struct {
	Results  []Result
	Failures []Failure
	Asked    []string // engines that answered, in order
}

// Failure is an engine that gave no answer. Err is an *Error.
type Failure struct {
	Engine string
	Err    error
}
