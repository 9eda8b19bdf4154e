package store

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// All SQL passes through the functions below, so that a storage error cannot be
// overlooked: after one, SQLite may have ended the transaction, and a further
// statement would be on its own.

func (tx *Tx) note(err error) error {
	var se sqlite3.Error
	if !tx.writes && errors.As(err, &se) && se.Code == sqlite3.ErrReadonly {
		return err // somebody wrote in a View
	}
	if tx.fault == nil && IsStorage(err) {
		tx.fault = err
	}
	return err
}

// exec runs a statement.
func (tx *Tx) exec(query string, args ...any) (sql.Result, error) {
	if tx.fault != nil {
		return nil, tx.fault
	}
	res, err := tx.tx.Exec(query, args...)
	return res, tx.note(err)
}

// insert runs a statement and gives the number of the new row.
func (tx *Tx) insert(query string, args ...any) (int64, error) {
	res, err := tx.exec(query, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// change runs a statement that must meet exactly one row.
func (tx *Tx) change(query string, args ...any) error {
	res, err := tx.exec(query, args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n != 1 {
		return ErrNotFound
	}
	return nil
}

// one reads one row; ErrNotFound when there is none.
func (tx *Tx) one(dest []any, query string, args ...any) error {
	if tx.fault != nil {
		return tx.fault
	}
	err := tx.tx.QueryRow(query, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return tx.note(err)
}

// scan reads the columns of one row.
type scan func(dest ...any) error

// each calls f for every row.
func (tx *Tx) each(f func(scan) error, query string, args ...any) error {
	if tx.fault != nil {
		return tx.fault
	}
	rows, err := tx.tx.Query(query, args...)
	if err != nil {
		return tx.note(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return tx.note(err)
		}
	}
	return tx.note(rows.Err())
}

// all reads every row with f.
func all[T any](tx *Tx, f func(scan) (T, error), query string, args ...any) ([]T, error) {
	var rows []T
	err := tx.each(func(s scan) error {
		v, err := f(s)
		rows = append(rows, v)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// column reads every row of one column.
func column[T any](tx *Tx, query string, args ...any) ([]T, error) {
	return all(tx, func(s scan) (v T, err error) { return v, s(&v) }, query, args...)
}

// found turns ErrNotFound into false.
func found(err error) (bool, error) {
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// savepoint runs f so that an error leaves nothing behind of what f wrote, while
// the transaction goes on.
func (tx *Tx) savepoint(f func() error) error {
	if _, err := tx.exec("SAVEPOINT part"); err != nil {
		return err
	}
	err := f()
	if err == nil {
		_, err = tx.exec("RELEASE part")
		return err
	}
	if tx.fault != nil {
		return err
	}
	tx.log.known = false // lines may be taken back
	if _, undo := tx.exec("ROLLBACK TO part; RELEASE part"); undo != nil {
		return fmt.Errorf("undo after %w: %w", err, undo)
	}
	return err
}
