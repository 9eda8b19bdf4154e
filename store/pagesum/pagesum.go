package pagesum

// #cgo CFLAGS: -std=gnu99 -Wall -Wextra
// #include "pagesum.h"
import "C"

import (
	"unsafe"

	_ "github.com/mattn/go-sqlite3" // SQLite itself
)

// Where this fails, PRAGMA page_sums is unknown, and package store opens nothing.
func init() { C.pagesum_register() }

// sum is the sum of a page with that number, of which the last eight bytes are its place.
func sum(page []byte, number int64) uint64 {
	return uint64(C.pagesum_sum((*C.uchar)(unsafe.Pointer(&page[0])), C.int(len(page)), C.uint64_t(number)))
}
