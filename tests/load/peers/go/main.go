// The four endpoints with net/http and pgx 5: a pool of connections, whose
// statements pgx prepares at their first use.  PORT, PEERS (the folder of the
// statements), DATABASE_HOST and DATABASE_NAME come from the environment.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

type task struct {
	ID        int64       `json:"id"`
	Name      string      `json:"name"`
	Status    string      `json:"status"`
	Position  string      `json:"position"`
	Assignee  *string     `json:"assignee"`
	DueOn     pgtype.Date `json:"due_on"`
	CreatedBy *string     `json:"created_by"`
	CreatedAt time.Time   `json:"created_at"`
	UpdatedAt time.Time   `json:"updated_at"`
}

func scan(row pgx.CollectableRow) (task, error) {
	var t task
	err := row.Scan(&t.ID, &t.Name, &t.Status, &t.Position, &t.Assignee,
		&t.DueOn, &t.CreatedBy, &t.CreatedAt, &t.UpdatedAt)
	t.CreatedAt = t.CreatedAt.UTC()
	t.UpdatedAt = t.UpdatedAt.UTC()
	return t, err
}

type server struct {
	pool                 *pgxpool.Pool
	list, row, insertion string
}

func statement(name string) string {
	text, err := os.ReadFile(filepath.Join(os.Getenv("PEERS"), name+".sql"))
	if err != nil {
		log.Fatal(err)
	}
	return string(text)
}

func answer(w http.ResponseWriter, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		broken(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)
}

func broken(w http.ResponseWriter, err error) {
	log.Print(err)
	http.Error(w, "broken", http.StatusInternalServerError)
}

func (s *server) none(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	fmt.Fprint(w, "ok\n")
}

func (s *server) tasks(w http.ResponseWriter, r *http.Request) {
	limit := 50
	if given := r.URL.Query().Get("limit"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 || n > 100 {
			http.Error(w, "limit", http.StatusUnprocessableEntity)
			return
		}
		limit = n
	}
	rows, err := s.pool.Query(r.Context(), s.list, limit)
	if err != nil {
		broken(w, err)
		return
	}
	found, err := pgx.CollectRows(rows, scan)
	if err != nil {
		broken(w, err)
		return
	}
	answer(w, http.StatusOK, found)
}

func (s *server) one(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	s.answerOne(w, r, http.StatusOK, s.row, id)
}

func (s *server) create(w http.ResponseWriter, r *http.Request) {
	var given struct{ Name string }
	err := json.NewDecoder(r.Body).Decode(&given)
	if err != nil || given.Name == "" {
		http.Error(w, "name", http.StatusUnprocessableEntity)
		return
	}
	s.answerOne(w, r, http.StatusCreated, s.insertion, given.Name)
}

func (s *server) answerOne(w http.ResponseWriter, r *http.Request, status int,
	text string, value any) {
	rows, err := s.pool.Query(r.Context(), text, value)
	if err != nil {
		broken(w, err)
		return
	}
	found, err := pgx.CollectExactlyOneRow(rows, scan)
	if errors.Is(err, pgx.ErrNoRows) {
		http.NotFound(w, r)
		return
	}
	if err != nil {
		broken(w, err)
		return
	}
	answer(w, status, found)
}

func main() {
	config, err := pgxpool.ParseConfig(fmt.Sprintf(
		"host=%s user=foyer dbname=%s pool_max_conns=16",
		os.Getenv("DATABASE_HOST"), os.Getenv("DATABASE_NAME")))
	if err != nil {
		log.Fatal(err)
	}
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		log.Fatal(err)
	}
	s := &server{pool, statement("list"), statement("row"),
		statement("insert")}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/none", s.none)
	mux.HandleFunc("GET /api/tasks", s.tasks)
	mux.HandleFunc("GET /api/tasks/{id}", s.one)
	mux.HandleFunc("POST /api/tasks", s.create)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), mux))
}
