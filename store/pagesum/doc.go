// Package pagesum gives every page of a SQLite database file a checksum, so that
// what a disk changed is not read as what was written. It stands between SQLite and
// the system as a VFS, the default one, for every connection that a process which
// imports it opens. It knows pages and nothing of what they hold.
//
// The last eight bytes of a page hold the sum of the others and of the number of
// the page: SQLite leaves them alone when it is asked to, and byte 20 of a file then
// reads 8 (sqlite.org/fileformat2, section 1.3). A sum is written with the page and
// compared whenever the page is read. Where it differs, SQLite gets IOERR_DATA and
// nothing of the page. A page that ends before its end, or holds only zeros, is
// damaged as well: what SQLite reads it has written before. PRAGMA page_sums says
// on or off.
//
// Found is each change within one aligned word of eight bytes, each page in the
// place of another, and all else but once in 2^64 times. Not found is an older page
// in its own place, where a disk said it had written and had not; and no page that
// SQLite does not read, such as one that is free.
//
// The -wal file has sums of SQLite's own, which SQLite itself compares only after a
// crash. Here they are compared at each reading, also of what is folded into the
// database. After a crash SQLite takes the first frame that is not right for the end;
// that is refused when a later transaction shows that it was not. So one thing is
// open: what is damaged in the very last transaction, after a crash, cannot be told
// from a COMMIT that was cut, and counts as never made. This rests on
// synchronous=FULL. The -shm file, which SQLite keeps in memory and builds anew, is
// not looked at, nor is memory.
//
// SQLite writes each page to the -wal file in two pieces and reads it in one; the file
// below is written, and read when it is folded into the database, in long pieces, which
// halves what a large transaction costs. What a COMMIT waits for, and what another
// connection may look at, is in the file by then.
//
// A file without sums is read and written as it is, until VACUUM writes all of it
// anew. A program without this package, such as sqlite3, changes pages and not
// their sums: those pages are then damaged.
package pagesum
