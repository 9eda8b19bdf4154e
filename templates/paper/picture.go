package paper

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/encoding/charmap"
)

// picture is a picture made anew: nothing of the file that came is left in it, no
// place where it was taken, no program hidden in it.
type picture struct {
	jpeg          []byte
	width, height int
	padded        int // the width in the file, with white at the right
}

const (
	longest     = 1600 // pixels of the longer side: 150 dots per inch over a page
	mostScans   = 100  // of a progressive JPEG; cameras make about ten
	jpegQuality = 78

	interlaceMethod = 28 // place of that byte in a PNG (RFC 2083 section 4.1.1)
)

var imageOptions = fpdf.ImageOptions{ImageType: "jpg"}

// redraw decodes a JPEG or PNG that takes at most most bytes in memory, turns it
// upright, makes it no larger than a page can show and writes it as a JPEG.
func redraw(raw []byte, most int64, used map[int]bool) (p picture, err error) {
	// The decoders are said never to panic; a dossier is not the place to find out.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("decode picture: %v", r)
		}
	}()
	var (
		img  image.Image
		turn = 1
	)
	switch {
	case bytes.HasPrefix(raw, []byte("\x89PNG")):
		config, err := png.DecodeConfig(bytes.NewReader(raw))
		if err != nil {
			return p, fmt.Errorf("read PNG: %w", err)
		}
		size := area(config.Width, config.Height) * bytesOf(config.ColorModel)
		if raw[interlaceMethod] != 0 { // held twice
			size *= 2
		}
		if size > most {
			return p, errTooLarge
		}
		if img, err = png.Decode(bytes.NewReader(raw)); err != nil {
			return p, fmt.Errorf("decode PNG: %w", err)
		}
	default:
		h, err := scanJPEG(raw)
		if err != nil {
			return p, err
		}
		if h.memory() > most || bytes.Count(raw, []byte{0xff, 0xda}) > mostScans {
			return p, errTooLarge
		}
		turn = h.turn
		if img, err = jpeg.Decode(bytes.NewReader(raw)); err != nil {
			return p, fmt.Errorf("decode JPEG: %w", err)
		}
	}
	return write(upright(shrink(img), turn), used)
}

func area(w, h int) int64 { return int64(w) * int64(h) }

func bytesOf(m color.Model) int64 {
	switch m {
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	if _, ok := m.(color.Palette); ok {
		return 1
	}
	return 4
}

// shrink draws a picture on white, at most as large as a page shows. Each pixel
// is the mean of those it stands for: letters on a screenshot stay legible. It
// goes by bands of rows, for a scaler of x/image takes 32 bytes for each pixel of
// the whole.
func shrink(img image.Image) *image.RGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if long := max(w, h); long > longest {
		w, h = max(1, w*longest/long), max(1, h*longest/long)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if w == b.Dx() && h == b.Dy() {
		onWhite(out, img, b.Min)
		return out
	}
	band := image.NewRGBA(image.Rect(0, 0, b.Dx(), (b.Dy()+h-1)/h))
	for y := range h {
		y0, y1 := y*b.Dy()/h, (y+1)*b.Dy()/h
		band.Rect.Max.Y = y1 - y0
		onWhite(band, img, image.Pt(b.Min.X, b.Min.Y+y0))
		for x := range w {
			mean(out.Pix[out.PixOffset(x, y):], band, x*b.Dx()/w, (x+1)*b.Dx()/w, y1-y0)
		}
	}
	return out
}

func onWhite(dst *image.RGBA, img image.Image, at image.Point) {
	draw.Draw(dst, dst.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(dst, dst.Rect, img, at, draw.Over)
}

// mean writes the mean colour of columns x0 to x1 over the first rows of a band.
func mean(to []uint8, band *image.RGBA, x0, x1, rows int) {
	var r, g, b, n uint32
	for y := range rows {
		for row := band.Pix[y*band.Stride+4*x0 : y*band.Stride+4*x1]; len(row) > 0; row = row[4:] {
			r, g, b, n = r+uint32(row[0]), g+uint32(row[1]), b+uint32(row[2]), n+1
		}
	}
	to[0], to[1], to[2], to[3] = uint8(r/n), uint8(g/n), uint8(b/n), 255
}

// upright turns a picture as its camera was held (Exif 2.3 section 4.6.4,
// Orientation).
func upright(img *image.RGBA, turn int) *image.RGBA {
	if turn < 2 || turn > 8 {
		return img
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if turn >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			var tx, ty int
			switch turn {
			case 2:
				tx, ty = w-1-x, y
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				tx, ty = x, h-1-y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(out.Pix[out.PixOffset(tx, ty):][:4], img.Pix[img.PixOffset(x, y):])
		}
	}
	return out
}

// write makes the JPEG. fpdf writes pictures in order of their width and, of the
// same width, in whichever order a map has; so no two may be as wide, or the same
// dossier would not give the same bytes.
func write(img *image.RGBA, used map[int]bool) (picture, error) {
	p := picture{width: img.Bounds().Dx(), height: img.Bounds().Dy()}
	p.padded = p.width
	for used[p.padded] {
		p.padded++
	}
	if p.padded > p.width {
		wide := image.NewRGBA(image.Rect(0, 0, p.padded, p.height))
		draw.Draw(wide, wide.Bounds(), image.White, image.Point{}, draw.Src)
		draw.Draw(wide, img.Bounds(), img, image.Point{}, draw.Src)
		img = wide
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return p, fmt.Errorf("write picture: %w", err)
	}
	used[p.padded] = true
	p.jpeg = b.Bytes()
	return p, nil
}

// jpegHead is what can be known of a JPEG before it is decoded.
type jpegHead struct {
	width, height int
	blocks        int64 // samples per 64 pixels of the whole, over all components
	progressive   bool
	turn          int // orientation, 1 to 8
}

// memory is what decoding takes: a byte per sample, and for a progressive picture
// a coefficient of four bytes for each as well.
func (h jpegHead) memory() int64 {
	n := area(h.width, h.height) * h.blocks / 64
	if h.progressive {
		n *= 5
	}
	return n
}

var errJPEG = errors.New("read JPEG: no picture in it")

// scanJPEG walks the segments before the picture (ITU-T T.81 annex B).
func scanJPEG(raw []byte) (jpegHead, error) {
	h := jpegHead{turn: 1}
	for rest := raw[2:]; len(rest) >= 4; {
		if rest[0] != 0xff {
			return h, errJPEG
		}
		marker := rest[1]
		if marker == 0xff { // fill byte
			rest = rest[1:]
			continue
		}
		n := int(binary.BigEndian.Uint16(rest[2:]))
		if n < 2 || 2+n > len(rest) {
			return h, errJPEG
		}
		data := rest[4 : 2+n]
		switch {
		case marker == 0xe1 && bytes.HasPrefix(data, []byte("Exif\x00\x00")):
			h.turn = orientation(data[6:])
		case marker >= 0xc0 && marker <= 0xc2:
			return h.frame(marker, data)
		case marker == 0xda:
			return h, errJPEG
		}
		rest = rest[2+n:]
	}
	return h, errJPEG
}

// frame reads the frame header: size and sampling of each component.
func (h jpegHead) frame(marker byte, data []byte) (jpegHead, error) {
	if len(data) < 6 || len(data) < 6+3*int(data[5]) || data[5] == 0 {
		return h, errJPEG
	}
	h.progressive = marker == 0xc2
	h.height, h.width = int(binary.BigEndian.Uint16(data[1:])), int(binary.BigEndian.Uint16(data[3:]))
	if h.width == 0 || h.height == 0 {
		return h, errJPEG
	}
	var sum, most int64
	for i := range int(data[5]) {
		f := data[7+3*i]
		area := int64(f>>4) * int64(f&15)
		sum += area
		most = max(most, area)
	}
	if most == 0 {
		return h, errJPEG
	}
	h.blocks = 64 * sum / most
	return h, nil
}

// orientation finds tag 0x0112 in the first directory of an Exif block.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return 1
	}
	n := int(order.Uint16(tiff[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > len(tiff) {
			break
		}
		if order.Uint16(tiff[e:]) == 0x0112 {
			return int(order.Uint16(tiff[e+8:]))
		}
	}
	return 1
}

// latin gives the character of a byte of windows-1252.
func latin(b byte) rune { return charmap.Windows1252.DecodeByte(b) }
