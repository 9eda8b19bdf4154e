package paper

import (
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// family is the name of the typeface inside the PDF.
const family = "go"

// face is a cut of the typeface, by fpdf's letter for it.
type face string

const (
	regular face = ""
	bold    face = "B"
)

var files = map[face][]byte{regular: goregular.TTF, bold: gobold.TTF}

// widths holds how wide each character is, in thousandths of the size; 0 is one
// that the typeface does not have.
type widths [1 << 16]uint16

// measures reads the typefaces once. They are part of the program: one that
// cannot be read is a broken build.
var measures = sync.OnceValue(func() map[face]*widths {
	m := map[face]*widths{}
	for name, data := range files {
		f, err := sfnt.Parse(data)
		if err != nil {
			panic("read typeface: " + err.Error())
		}
		var (
			buf sfnt.Buffer
			w   widths
		)
		for r := rune(' '); int(r) < len(w); r++ {
			g, err := f.GlyphIndex(&buf, r)
			if err != nil || g == 0 {
				continue
			}
			// At a size of 1000 pixels an advance is in thousandths.
			adv, err := f.GlyphAdvance(&buf, g, fixed.I(1000), font.HintingNone)
			if err != nil {
				panic("read typeface: " + err.Error())
			}
			w[r] = uint16(adv.Round())
		}
		m[name] = &w
	}
	return m
})

// drawable reports whether the typeface has r. All cuts have the same.
func drawable(r rune) bool {
	w := measures()[regular]
	return r >= 0 && int(r) < len(w) && w[r] > 0
}

// look is a cut at a size in points, grey or black.
type look struct {
	face face
	size float64
	grey bool
}

// width gives how wide s is in millimetres.
func (l look) width(s string) float64 {
	w := measures()[l.face]
	sum := 0
	for _, r := range s {
		if int(r) < len(w) {
			sum += int(w[r])
		}
	}
	return float64(sum) * l.size / 1000 * point
}

// line gives the distance between lines in millimetres.
func (l look) line() float64 { return l.size * 1.36 * point }

// point is a typographic point in millimetres.
const point = 25.4 / 72
