package macro

import (
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"time"

	"quotewire/internal/market"
)

// packing is the version of what is packed: what has another was written by another version
// of ours, and is none.
const packing = 1

// checksumSize is that of the checksum before what is packed: of a figure that is damaged
// nothing else would tell.
const checksumSize = 4

// packed is an answer as a store has it.
type packed struct {
	Packing   int                     `json:"packing"`
	Loaded    time.Time               `json:"loaded"`
	Final     bool                    `json:"final,omitempty"`
	Source    string                  `json:"source"`
	Provider  string                  `json:"provider"`
	URL       string                  `json:"url,omitempty"`
	AsOf      time.Time               `json:"as_of"`
	Simulated bool                    `json:"simulated,omitempty"`
	Series    map[string]packedSeries `json:"series"`
}

// packedSeries has a day for each value, and the places of those that are revised.
type packedSeries struct {
	Days    []market.Date `json:"days"`
	Values  []float64     `json:"values"`
	Revised []int         `json:"revised,omitempty"`
}

// pack is an answer, loaded at a moment, as bytes; none where it cannot be written.
func pack(p *Part, loaded time.Time) []byte {
	all := packed{packing, loaded.UTC(), p.Final, p.Source, p.Provider, p.URL, p.AsOf, p.Simulated, map[string]packedSeries{}}
	for key, values := range p.Series {
		var s packedSeries
		for i, o := range values {
			s.Days, s.Values = append(s.Days, o.Date), append(s.Values, o.Value)
			if o.Revised {
				s.Revised = append(s.Revised, i)
			}
		}
		all.Series[key] = s
	}
	text, err := json.Marshal(all)
	if err != nil {
		return nil // no number
	}
	return append(binary.BigEndian.AppendUint32(nil, checksum(text)), text...)
}

// unpack is what pack made bytes of. ok is false for bytes that another version wrote or
// that are damaged.
func unpack(b []byte) (p *Part, loaded time.Time, ok bool) {
	var all packed
	if len(b) < checksumSize || binary.BigEndian.Uint32(b) != checksum(b[checksumSize:]) || json.Unmarshal(b[checksumSize:], &all) != nil || all.Packing != packing {
		return nil, time.Time{}, false
	}
	p = &Part{Series: map[string][]Observation{}, Final: all.Final}
	p.Source, p.Provider, p.URL, p.AsOf, p.Simulated = all.Source, all.Provider, all.URL, all.AsOf, all.Simulated
	for key, s := range all.Series {
		if len(s.Days) != len(s.Values) {
			return nil, time.Time{}, false
		}
		values := make([]Observation, len(s.Days))
		for i := range values {
			values[i] = Observation{Date: s.Days[i], Value: s.Values[i]}
		}
		for _, i := range s.Revised {
			if i < 0 || i >= len(values) {
				return nil, time.Time{}, false
			}
			values[i].Revised = true
		}
		p.Series[key] = values
	}
	return p, all.Loaded, true
}

func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }
