package pagesum

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
)

// size is how many bytes a sum takes at the end of a page.
const size = 8

// On tells whether the database at path says that its pages have sums. An empty file
// says nothing.
func On(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("look for sums: %w", err)
	}
	defer f.Close()
	_, on, err := header(f)
	return on, err
}

// header reads where the database file format keeps the size of a page and how many
// bytes at its end are not SQLite's own (sqlite.org/fileformat2, section 1.3).
func header(f io.ReaderAt) (page int64, on bool, err error) {
	var b [21]byte
	if _, err := f.ReadAt(b[:], 0); err == io.EOF || err == nil && !bytes.HasPrefix(b[:], []byte("SQLite format 3\x00")) {
		return 0, false, nil
	} else if err != nil {
		return 0, false, fmt.Errorf("look for sums: %w", err)
	}
	page = int64(binary.BigEndian.Uint16(b[16:]))
	if page == 1 {
		page = 1 << 16
	}
	return page, b[20] == size, nil
}

// Verify reads the whole file at path, past SQLite, and gives the numbers of the pages
// that are not what was written. Nobody may write to it meanwhile.
func Verify(path string) (damaged []int64, pages int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, fmt.Errorf("verify sums: %w", err)
	}
	defer f.Close()
	n, on, err := header(f)
	if err != nil || !on {
		return nil, 0, err
	}
	page := make([]byte, n)
	for {
		switch _, err := f.ReadAt(page, pages*n); {
		case err == io.EOF:
			return damaged, pages, nil
		case err != nil:
			return nil, pages, fmt.Errorf("verify sums: %w", err)
		}
		pages++
		if binary.LittleEndian.Uint64(page[n-size:]) != sum(page, pages) {
			damaged = append(damaged, pages)
		}
	}
}
