package sim

import (
	"net/http"
	"slices"
	"time"
)

func eventStream(body []byte) reply {
	return reply{http.StatusOK, map[string]string{
		"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-cache",
	}, body}
}

// stream sends an outcome chunk by chunk, with what the visit's fault makes of
// it.
func (m *Model) stream(v *visit, o outcome) bool {
	chunks, finish, usage, done := o.frames()
	all := append(slices.Clone(chunks), finish, usage, done)
	pace := m.pace
	switch v.fault.Kind {
	case "":
	case Slow:
		pace = v.fault.delay(20 * time.Millisecond)
	case Late:
		if !v.pause(v.fault.delay(20 * time.Millisecond)) {
			return false
		}
	case Stall, Cut, Truncate, NoFinish, NoDone, NoClose, ErrorEvent, InvalidJSON, EmptyChoices, HugeLine,
		EndlessLine, Comments, Fragments, NoUsage, EndlessText, Forged:
		return m.broken(v, o)
	default:
		whole := o.head()
		whole.body = slices.Concat(all...)
		return v.send(whole)
	}
	v.head(o.head(), -1)
	return v.pieces(all, pace)
}

// pieces pushes each piece by itself. Without a pace they go out as one write,
// as a burst does.
func (v *visit) pieces(all [][]byte, pace time.Duration) bool {
	if pace <= 0 {
		return v.push(slices.Concat(all...))
	}
	for i, p := range all {
		if len(p) == 0 {
			continue // usage that was not asked for
		}
		if i > 0 && !v.pause(pace) || !v.push(p) {
			return false
		}
	}
	return true
}
