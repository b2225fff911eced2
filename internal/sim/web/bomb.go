package web

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"net/http"
	"strings"

	"quotewire/internal/sim/wire"
)

const (
	bombPiece  = 1 << 20 // bytes of a block, unpacked
	bombPieces = 1024
)

// bombPlain is a block as it is once unpacked.
func bombPlain() []byte { return bytes.Repeat([]byte("<p>Boom</p>     "), bombPiece/16) }

// bombBlock is a block of deflate that refers to nothing before it, so that the
// same bytes can be sent again and again.
func bombBlock() []byte {
	var b bytes.Buffer
	z, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil { // the level is valid
		return nil
	}
	z.Write(bombPlain()) // to memory: neither can fail
	z.Flush()
	return b.Bytes()
}

// explode sends about a megabyte of gzip that unpacks to a gigabyte.
func (w *Server) explode(v *wire.Visit) bool {
	if !strings.Contains(v.Request.Header.Get("Accept-Encoding"), "gzip") {
		return v.Write(wire.Page(http.StatusOK, "Nothing for who does not take gzip (simulated)"))
	}
	v.Head(wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}, Body: nil}, -1)
	put := func(p []byte) bool { return v.Request.Context().Err() == nil && v.Put(p) }
	return sendBomb(put, w.bomb(), bombPieces) && v.Flush()
}

// sendBomb puts the pieces between head and end of a gzip file. It reports
// whether all of it was put.
func sendBomb(put func([]byte) bool, block []byte, pieces int) bool {
	plain, sum := bombPlain(), uint32(0)
	if !put([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}) {
		return false
	}
	for range pieces {
		if !put(block) {
			return false
		}
		sum = crc32.Update(sum, crc32.IEEETable, plain)
	}
	end := []byte{3, 0} // an empty block, the last one
	end = binary.LittleEndian.AppendUint32(end, sum)
	return put(binary.LittleEndian.AppendUint32(end, uint32(bombPiece*pieces)))
}
