package model

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"quotewire/internal/sim/wire"
)

// eventStream begins a stream, whose media type is empty but for the odd ones.
func eventStream(media string) wire.Reply {
	media = cmp.Or(media, "text/event-stream; charset=utf-8")
	return wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": media, "Cache-Control": "no-cache"}}
}

// stream sends an outcome chunk by chunk, with what the visit's fault makes of
// it.
func (m *Server) stream(v *wire.Visit, o outcome) bool {
	chunks, finish, usage, done := o.frames()
	all := append(slices.Clone(chunks), finish, usage, done)
	pace := m.pace
	switch v.Fault.Kind {
	case "":
	case wire.Slow:
		pace = v.Fault.DelayOr(20 * time.Millisecond)
	case wire.Late:
		if !v.Pause(v.Fault.DelayOr(20 * time.Millisecond)) {
			return false
		}
	case wire.Stall, wire.Cut, wire.Truncate, NoFinish, NoDone, NoClose, ErrorEvent, InvalidJSON, EmptyChoices, HugeLine,
		EndlessLine, Comments, Fragments, NoUsage, EndlessText, Forged:
		return m.broken(v, o)
	default:
		whole := eventStream(o.dialect.body.media)
		whole.Body = slices.Concat(all...)
		return v.Send(whole)
	}
	v.Head(eventStream(o.dialect.body.media), -1)
	return pieces(v, all, pace)
}

// pieces pushes each piece by itself. Without a pace they go out as one write,
// as a burst does.
func pieces(v *wire.Visit, all [][]byte, pace time.Duration) bool {
	if pace <= 0 {
		return v.Push(slices.Concat(all...))
	}
	for i, p := range all {
		if len(p) == 0 {
			continue // usage that was not asked for
		}
		if i > 0 && !v.Pause(pace) || !v.Push(p) {
			return false
		}
	}
	return true
}
