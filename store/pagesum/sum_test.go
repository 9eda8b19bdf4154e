package pagesum

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

func randomPage(n int) []byte {
	page := make([]byte, n)
	for i := range page {
		page[i] = byte(rand.Uint32())
	}
	return page
}

func TestSum(t *testing.T) {
	for _, n := range []int{512, 4096, 65536} {
		page := randomPage(n)
		want := sum(page, 7)
		t.Run("every bit counts", func(t *testing.T) {
			for i := 0; i < (n-size)*8; i += n/4096*13 + 1 { // of the small page every one
				page[i/8] ^= 1 << (i % 8)
				if sum(page, 7) == want {
					t.Fatalf("bit %d of a page of %d bytes", i, n)
				}
				page[i/8] ^= 1 << (i % 8)
			}
			if sum(page, 7) != want {
				t.Fatal("the same page has another sum")
			}
		})
		t.Run("so does its number", func(t *testing.T) {
			seen := make(map[uint64]bool)
			for number := range int64(10_000) {
				seen[sum(page, number)] = true
			}
			if len(seen) != 10_000 {
				t.Errorf("%d sums", len(seen))
			}
		})
		t.Run("other damage is found", func(t *testing.T) {
			for range 500 {
				other := bytes.Clone(page)
				switch at := rand.N(n - size); rand.N(3) {
				case 0: // some bits here and there
					for range 2 + rand.N(4) {
						other[rand.N(n-size)] ^= 1 << rand.N(8)
					}
				case 1: // a run of bytes
					copy(other[at:n-size], randomPage(1+rand.N(512)))
				case 2: // shifted
					copy(other[at:n-size], other[at+1:])
				}
				if sum(other, 7) == want && !bytes.Equal(other, page) {
					t.Fatal("not found")
				}
			}
		})
	}
	t.Run("no page of zeros is in order", func(t *testing.T) {
		for number := range int64(10_000) {
			if sum(make([]byte, 4096), number) == 0 {
				t.Errorf("page %d", number)
			}
		}
	})
	t.Run("it stays what it is", func(t *testing.T) {
		page := bytes.Repeat([]byte("klachten"), 512)
		if got := sum(page, 1); got != 0x9da4006c8a7bd767 {
			t.Errorf("%#x: files that were written before can no longer be read", got)
		}
	})
}

func BenchmarkSum(b *testing.B) {
	page := randomPage(4096)
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		sum(page, 7)
	}
}
