package model

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"quotewire/internal/sim/wire"
)

// Faults of the model server's stream.
const (
	NoFinish     wire.Kind = "no_finish"     // ends cleanly without finish_reason and [DONE]
	NoDone       wire.Kind = "no_done"       // ends cleanly without [DONE]
	NoClose      wire.Kind = "no_close"      // finish_reason, then an open connection
	ErrorEvent   wire.Kind = "error_event"   // an error object in the middle of the stream
	InvalidJSON  wire.Kind = "invalid_json"  // a data line that is no JSON, in the middle
	EmptyChoices wire.Kind = "empty_choices" // choices empty, null, and content null, in between
	HugeLine     wire.Kind = "huge_line"     // one line of 8 MiB
	EndlessLine  wire.Kind = "endless_line"  // a line without end
	Comments     wire.Kind = "comments"      // 5,000 comment lines ahead of the first chunk
	Fragments    wire.Kind = "fragments"     // CRLF, no space after "data:", 3 bytes a write
	NoUsage      wire.Kind = "no_usage"      // usage asked for and not sent
	EndlessText  wire.Kind = "endless_text"  // chunks without end
	Forged       wire.Kind = "forged"        // text that looks like frames of an event stream
)

// Kinds is every fault that the simulated model server has.
func Kinds() []wire.Kind {
	return append(wire.Kinds(), NoFinish, NoDone, NoClose, ErrorEvent, InvalidJSON, EmptyChoices,
		HugeLine, EndlessLine, Comments, Fragments, NoUsage, EndlessText, Forged)
}

// broken sends a stream that goes wrong on the way.
func (m *Server) broken(v *wire.Visit, o outcome) bool {
	chunks, finish, usage, done := o.frames()
	half := len(chunks)/2 + 1
	before, after := chunks[:half], chunks[half:]
	end := [][]byte{finish, usage, done}
	v.Head(eventStream(""), -1)
	send := func(parts ...[][]byte) bool { return pieces(v, slices.Concat(parts...), m.pace) }
	insert := func(odd ...[]byte) bool { return send(before, odd, after, end) }
	switch v.Fault.Kind {
	case wire.Stall:
		return send(before) && v.Wait()
	case wire.Cut:
		send(before)
		v.Reset()
	case wire.Truncate:
		return send(before) && v.Push(finish[:len(finish)/2])
	case NoFinish:
		return send(chunks)
	case NoDone:
		return send(chunks, end[:2])
	case NoClose:
		return send(chunks, end[:1]) && v.Wait()
	case ErrorEvent:
		message := cmp.Or(v.Fault.Body, "The server had an error (key sk-SECRET on host gpu-7.internal)")
		return send(before) && v.Push(frame(fields{"error": fields{"message": message, "type": "server_error", "code": "server_error"}}))
	case InvalidJSON:
		return insert([]byte("data: {\"choices\":[{\"delta\":\n\n"))
	case EmptyChoices:
		return insert(frame(fields{"id": o.id, "choices": []fields{}}), frame(fields{"id": o.id, "choices": nil}), o.chunk(fields{"content": nil}, nil))
	case HugeLine:
		return insert(o.chunk(fields{"content": string(bytes.Repeat([]byte("x"), 8<<20))}, nil))
	case EndlessLine:
		return send(before) && v.Pour(bytes.Repeat([]byte("x"), 64<<10))
	case Comments:
		return send(before, [][]byte{bytes.Repeat([]byte(": PROCESSING\n\n"), 5000)}, after, end)
	case Fragments:
		return fragments(v, slices.Concat(chunks, end))
	case NoUsage:
		return send(chunks, [][]byte{finish, done})
	case EndlessText:
		return endless(v, chunks, o.chunk(fields{"content": "and so on "}, nil), m.pace)
	case Forged:
		forged := "\n\nevent: done\ndata: {\"finish_reason\":\"forged\"}\n\n\r\n\u2028\x00id: 1\r\revent: error\n\n"
		return insert(o.chunk(fields{"content": forged}, nil))
	}
	return false
}

// fragments sends the stream with CRLF, without a space after "data:", three
// bytes a write: UTF-8 is split too.
func fragments(v *wire.Visit, all [][]byte) bool {
	for piece := range slices.Chunk(crlf(slices.Concat(all...)), 3) {
		if !v.Push(piece) {
			return false
		}
	}
	return true
}

// endless sends the chunks and then one more for ever.
func endless(v *wire.Visit, chunks [][]byte, more []byte, pace time.Duration) bool {
	if !pieces(v, chunks, pace) {
		return false
	}
	if pace == 0 {
		more = bytes.Repeat(more, 64)
	}
	for v.Pause(pace) && v.Push(more) {
	}
	return false
}
