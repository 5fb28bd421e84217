package photo

import (
	"bytes"
	"crypto/md5"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Datasets of IIM's record 2 that are not among the fields.
const (
	datasetKeyword = 25
	datasetDay     = 55
	datasetTime    = 60
)

// iim is what a file says in IIM, the older of IPTC's two ways.
type iim struct {
	values map[byte][]string // of record 2, by dataset
	// changed says that it was changed by a program that left the XMP alone:
	// the digest that Photoshop keeps of it is another's.
	changed bool
}

// created is the day and time of making, in the form of a time.
func (m iim) created() string {
	day, clock := m.values[datasetDay], m.values[datasetTime]
	if len(day) == 0 || len(day[0]) != 8 || strings.HasSuffix(day[0], "00") { // a day that is not known
		return ""
	}
	if len(clock) == 0 || len(clock[0]) < 6 {
		return day[0]
	}
	return day[0] + "T" + clock[0]
}

// readIIM reads the IIM of a JPEG (APP13, Photoshop's image resources). Whatever
// is broken off or out of order ends it.
func readIIM(raw []byte) iim {
	var resources []byte
	for _, s := range segments(raw) {
		if rest, ok := bytes.CutPrefix(s, []byte("Photoshop 3.0\x00")); ok && len(resources) < maxPacket {
			resources = append(resources, rest...)
		}
	}
	var data, digest []byte
	for len(resources) >= 12 && string(resources[:4]) == "8BIM" {
		id := binary.BigEndian.Uint16(resources[4:])
		name := 1 + int(resources[6])
		at := 6 + name + name%2
		if at+4 > len(resources) {
			break
		}
		size := int64(binary.BigEndian.Uint32(resources[at:]))
		rest := resources[at+4:]
		if size > int64(len(rest)) {
			break
		}
		switch id {
		case 0x0404:
			data = rest[:size]
		case 0x0425:
			digest = rest[:size]
		}
		resources = rest[min(size+size%2, int64(len(rest))):]
	}
	m := iim{values: readDatasets(data)}
	sum := md5.Sum(data)
	m.changed = len(digest) == md5.Size && len(data) > 0 && !bytes.Equal(digest, sum[:])
	return m
}

// segments returns the contents of a JPEG's APP13 segments, which stand before
// its picture.
func segments(raw []byte) [][]byte {
	var out [][]byte
	for at := 2; at+4 <= len(raw) && raw[at] == 0xff; {
		marker := raw[at+1]
		if marker == 0xff { // padding
			at++
			continue
		}
		if marker == 0xda || marker == 0xd9 {
			break
		}
		size := int(binary.BigEndian.Uint16(raw[at+2:]))
		if size < 2 || at+2+size > len(raw) {
			break
		}
		if marker == 0xed {
			out = append(out, raw[at+4:at+2+size])
		}
		at += 2 + size
	}
	return out
}

// readDatasets reads the datasets of record 2, in the encoding that dataset
// 1:90 names or, if it names none, that their bytes look like.
func readDatasets(data []byte) map[byte][]string {
	out := map[byte][]string{}
	declared := false // as UTF-8
	for n := 0; len(data) >= 5 && data[0] == 0x1c && n < maxTags; n++ {
		record, dataset, size := data[1], data[2], int(binary.BigEndian.Uint16(data[3:]))
		if size > 0x7fff || size > len(data)-5 { // extended sizes are for files within files
			break
		}
		value := data[5 : 5+size]
		data = data[5+size:]
		switch {
		case record == 1 && dataset == 90:
			declared = bytes.Equal(value, []byte("\x1b%G"))
		case record == 2 && len(out[dataset]) < maxList:
			if declared {
				out[dataset] = append(out[dataset], strings.ToValidUTF8(string(value), ""))
			} else {
				out[dataset] = append(out[dataset], text(value))
			}
		}
	}
	return out
}

// text reads bytes that say no encoding: UTF-8 if they are that, else
// Windows-1252, of which Latin-1 is the part without its quotes and dashes.
func text(value []byte) string {
	if utf8.Valid(value) {
		return string(value)
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(value)
	if err != nil {
		return strings.ToValidUTF8(string(value), "")
	}
	return string(s)
}
