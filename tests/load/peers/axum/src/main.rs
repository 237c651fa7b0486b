// The four endpoints as one would write them with axum in production: a pool
// of connections, statements prepared once for each, a thread for each
// processor.  PORT, DATABASE_HOST, DATABASE_NAME come from the environment.
use std::env;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use deadpool_postgres::{Client, Config, ManagerConfig, Pool, PoolConfig};
use deadpool_postgres::{RecyclingMethod, Runtime};
use serde::{Deserialize, Serialize, Serializer};
use tokio_postgres::{NoTls, Row};

const LIST: &str = include_str!("../../list.sql");
const ROW: &str = include_str!("../../row.sql");
const INSERT: &str = include_str!("../../insert.sql");

fn as_utc<S: Serializer>(t: &DateTime<Utc>, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&t.to_rfc3339_opts(SecondsFormat::Micros, true))
}

#[derive(Serialize)]
struct Task {
    id: i64,
    name: String,
    status: String,
    position: String,
    assignee: Option<String>,
    due_on: Option<NaiveDate>,
    created_by: Option<String>,
    #[serde(serialize_with = "as_utc")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "as_utc")]
    updated_at: DateTime<Utc>,
}

impl From<Row> for Task {
    fn from(r: Row) -> Task {
        Task {
            id: r.get(0),
            name: r.get(1),
            status: r.get(2),
            position: r.get(3),
            assignee: r.get(4),
            due_on: r.get(5),
            created_by: r.get(6),
            created_at: r.get(7),
            updated_at: r.get(8),
        }
    }
}

#[derive(Deserialize)]
struct Page {
    limit: Option<i64>,
}

#[derive(Deserialize)]
struct NewTask {
    name: String,
}

type Answer<T> = Result<T, StatusCode>;

fn broken<E: std::fmt::Display>(e: E) -> StatusCode {
    eprintln!("{e}");
    StatusCode::INTERNAL_SERVER_ERROR
}

async fn client(pool: &Pool) -> Answer<Client> {
    pool.get().await.map_err(broken)
}

async fn list(State(pool): State<Pool>, Query(page): Query<Page>) -> Answer<Json<Vec<Task>>> {
    let limit = page.limit.unwrap_or(50);
    if !(1..=100).contains(&limit) {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let db = client(&pool).await?;
    let statement = db.prepare_cached(LIST).await.map_err(broken)?;
    let rows = db.query(&statement, &[&limit]).await.map_err(broken)?;
    Ok(Json(rows.into_iter().map(Task::from).collect()))
}

async fn row(State(pool): State<Pool>, Path(id): Path<i64>) -> Answer<Json<Task>> {
    let db = client(&pool).await?;
    let statement = db.prepare_cached(ROW).await.map_err(broken)?;
    match db.query_opt(&statement, &[&id]).await.map_err(broken)? {
        Some(row) => Ok(Json(Task::from(row))),
        None => Err(StatusCode::NOT_FOUND),
    }
}

async fn insert(
    State(pool): State<Pool>,
    Json(new): Json<NewTask>,
) -> Answer<(StatusCode, Json<Task>)> {
    if new.name.is_empty() {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let db = client(&pool).await?;
    let statement = db.prepare_cached(INSERT).await.map_err(broken)?;
    let row = db.query_one(&statement, &[&new.name]).await.map_err(broken)?;
    Ok((StatusCode::CREATED, Json(Task::from(row))))
}

fn pool() -> Pool {
    let mut config = Config::new();
    config.host = env::var("DATABASE_HOST").ok();
    config.dbname = env::var("DATABASE_NAME").ok();
    config.user = Some("foyer".into());
    config.manager = Some(ManagerConfig { recycling_method: RecyclingMethod::Fast });
    config.pool = Some(PoolConfig::new(16));
    config.create_pool(Some(Runtime::Tokio1), NoTls).expect("a pool")
}

#[tokio::main]
async fn main() {
    let app = Router::new()
        .route("/api/none", get(|| async { "ok\n" }))
        .route("/api/tasks", get(list).post(insert))
        .route("/api/tasks/{id}", get(row))
        .with_state(pool());
    let address = format!("127.0.0.1:{}", env::var("PORT").expect("PORT"));
    let listener = tokio::net::TcpListener::bind(address).await.expect("a port");
    axum::serve(listener, app).await.expect("served");
}
