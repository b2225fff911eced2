package wire

// Kind is what goes wrong.
type Kind string

// Faults of all servers.
const (
	Hang        Kind = "hang"         // nothing is ever sent
	Stall       Kind = "stall"        // half of the answer, then nothing
	Slow        Kind = "slow"         // the answer in small pieces, Delay (20 ms) apart
	Status      Kind = "status"       // Status (503), Header and Body
	HTML        Kind = "html"         // a page of HTML, Status (200)
	Reset       Kind = "reset"        // TCP reset before the first byte
	Cut         Kind = "cut"          // the connection is cut in the middle of the body
	Truncate    Kind = "truncate"     // half of the body under a clean end
	Redirect    Kind = "redirect"     // Status (307) to Header's Location, else /sim/elsewhere
	ContentType Kind = "content_type" // the right body under the wrong Content-Type
	Gzip        Kind = "gzip"         // compressed, unasked
	Oversized   Kind = "oversized"    // a body without end
	Late        Kind = "late"         // the right answer after Delay
)

// Faults of several servers, with what each makes of them.
const (
	RateLimited Kind = "rate_limited" // 429 as that server writes it, with Header's Retry-After if given
	EmptyResult Kind = "empty_result" // an empty list of results, or all lists of a search
	NullResult  Kind = "null_result"  // null in the place of results, without an error
)

// Kinds is every fault that each server has.
func Kinds() []Kind {
	return []Kind{Hang, Stall, Slow, Status, HTML, Reset, Cut, Truncate, Redirect, ContentType, Gzip, Oversized, Late}
}
