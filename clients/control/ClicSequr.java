package clicsequr;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A client of the sandbox's control API, in the words of the tests.
 *
 * <p>One file to copy beside your tests (change its package). It needs nothing beyond Java 17.
 *
 * <pre>{@code
 * var sandbox = new ClicSequr.Sandbox("http://127.0.0.1:8400");
 * try (var space = sandbox.createSpace(Map.of("hint_signs_in", true))) {
 *   space.clock.advance(Duration.ofDays(91));
 *   var armed = space.fault("id-token-expired");
 *   // … run what is tested against space.issuer …
 *   assertEquals(1, armed.struck());
 * }
 * }</pre>
 *
 * <p>To run it, beside a {@code Mine.java} with {@code import clicsequr.ClicSequr;} and a {@code
 * main}: {@code javac -d out ClicSequr.java Mine.java}, then {@code java -cp out Mine}.
 *
 * <p>Members of what the API sends and tells keep their names there ({@code hint_signs_in}); what
 * it tells is an {@link Answer}. The whole of them is described at {@code /_sandbox/openapi.json}.
 */
public final class ClicSequr {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LONGEST_WAIT_SECONDS = 60;
  private static final int BEYOND = Integer.MAX_VALUE; // no numbering reaches it
  private static final String PORTAL = "pes-portal"; // of a flow or a token that names no client

  private ClicSequr() {}

  /** The control API refused, or no sandbox answered (status 0); the text says what to do. */
  public static final class ControlError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A stable word for programs. */
    public final String code;

    /** What the developer has to do. */
    public final String hint;

    /** HTTP status. */
    public final int status;

    ControlError(String code, String hint, String cite, int status) {
      super(code + ": " + hint + (status == 0 ? "" : " [" + status + (cite.isEmpty() ? "" : ", " + cite) + "]"));
      this.code = code;
      this.hint = hint;
      this.status = status;
    }
  }

  /** The provider refused, or answered what a relying party must not accept. */
  public static final class FlowError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Where: discovery, authorize, token or userinfo. */
    public final String at;

    /** The standard word, or one of ours. */
    public final String error;

    FlowError(String at, String error, String description) {
      super(at + ": " + error + (description.isEmpty() ? "" : ": " + description));
      this.at = at;
      this.error = error;
    }
  }

  /** What was waited for did not come in time. */
  public static final class NothingCame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NothingCame(String message) {
      super(message);
    }
  }

  /** A JSON object as the API told it; a member that is not there, or null, is null. */
  public record Answer(Map<String, Object> members) {
    /** A text, or null. */
    public String text(String name) {
      return (String) members.get(name);
    }

    /** A number; 0 where there is none. */
    public double number(String name) {
      return members.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    /** A whole number; 0 where there is none. */
    public long whole(String name) {
      return (long) number(name);
    }

    /** Whether it is true. */
    public boolean flag(String name) {
      return Boolean.TRUE.equals(members.get(name));
    }

    /** An object, or null. */
    public Answer object(String name) {
      return members.get(name) instanceof Map<?, ?> found ? answer(found) : null;
    }

    /** Objects; none where there is no list. */
    public List<Answer> objects(String name) {
      return each(name).stream().map(one -> answer((Map<?, ?>) one)).toList();
    }

    /** Texts; none where there is no list. */
    public List<String> texts(String name) {
      return each(name).stream().map(String.class::cast).toList();
    }

    /** Whole numbers; none where there is no list. */
    public List<Long> wholes(String name) {
      return each(name).stream().map(one -> ((Number) one).longValue()).toList();
    }

    private List<?> each(String name) {
      return members.get(name) instanceof List<?> found ? found : List.of();
    }
  }

  private static Answer answer(Map<?, ?> found) {
    var members = new LinkedHashMap<String, Object>();
    found.forEach((name, value) -> members.put((String) name, value));
    return new Answer(members);
  }

  /** A running sandbox; a token is needed only where it is not on loopback alone. */
  public static final class Sandbox {
    private final String url;
    private final Connection connection;

    public Sandbox(String url) {
      this(url, "");
    }

    public Sandbox(String url, String token) {
      this.url = url.replaceAll("/+$", "");
      var http = HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();
      this.connection = new Connection(http, this.url + "/_sandbox", token);
    }

    /** A new space from the full seed. */
    public Space createSpace() {
      return createSpace(Map.of());
    }

    /** A new space: id, label, seed, chance, ttl_seconds, hint_signs_in, fault_menu, fork_of. */
    public Space createSpace(Map<String, ?> wanted) {
      var space = at(connection.post("/spaces", wanted));
      space.mark();
      return space;
    }

    /** Every space, oldest first. */
    public List<Space> spaces() {
      return connection.get("/spaces", Map.of()).objects("spaces").stream().map(this::at).toList();
    }

    /** The space of this name; a {@link ControlError} with status 404 when there is none. */
    public Space space(String id) {
      return at(to(id, null).get("/space", Map.of()));
    }

    /** A new class, for a trainer: name, id, scenario, places, names, ttl_seconds. */
    public Classroom createClass(Map<String, ?> wanted) {
      return new Classroom(this, connection, connection.post("/classes", wanted));
    }

    /** The classes that have not ended, the newest first. */
    public List<Classroom> classes() {
      var told = connection.get("/classes", Map.of()).objects("classes");
      return told.stream().map(each -> new Classroom(this, connection, each)).toList();
    }

    /** The class of a hall; a {@link ControlError} with status 404 when there is none. */
    public Classroom findClass(String id) {
      return new Classroom(this, connection, connection.get("/classes/" + encoded(id), Map.of()));
    }

    /** The exercises of a class. */
    public List<Answer> scenarios() {
      return connection.get("/scenarios", Map.of()).objects("scenarios");
    }

    /** An exercise with its steps. */
    public Answer scenario(String id) {
      return connection.get("/scenarios/" + encoded(id), Map.of());
    }

    private Space at(Answer told) {
      return new Space(this, to(told.text("id"), told.text("token")), told);
    }

    private Connection to(String id, String token) {
      var step = id.equals("default") ? "" : "/b/" + encoded(id);
      return new Connection(connection.http, url + step + "/_sandbox", token == null ? connection.token : token);
    }
  }

  /** A world of its own: issuer, people, clock, post, faults; deleted when it is closed. */
  public static final class Space implements AutoCloseable {
    public final String id;
    public final String issuer;
    public final String control;

    /** Opens this space alone; empty unless one made it. */
    public final String token;

    public final Clock clock;
    public final Feed post;
    public final Feed journal;
    private final Sandbox sandbox;
    private final Connection connection;

    private Space(Sandbox sandbox, Connection connection, Answer told) {
      this.sandbox = sandbox;
      this.connection = connection;
      this.id = told.text("id");
      this.issuer = told.text("issuer");
      this.control = told.text("control");
      this.token = told.text("token") == null ? "" : told.text("token");
      this.clock = new Clock(connection);
      this.post = new Feed(connection, "/post", "items");
      this.journal = new Feed(connection, "/journal", "entries");
    }

    /** The space as it is. */
    public Answer told() {
      return connection.get("/space", Map.of());
    }

    public Answer change(Map<String, ?> changes) {
      return connection.patch("/space", changes);
    }

    /** Begin again, from what it was made of. */
    public void reset() {
      connection.post("/space/reset", null);
      mark();
    }

    public void delete() {
      connection.send("DELETE", "/space", null, Map.of(), 0);
    }

    @Override
    public void close() {
      delete();
    }

    /** All it holds, as text to keep in a file and restore byte for byte. */
    public String snapshot() {
      return connection.send("GET", "/space/snapshot", null, Map.of(), 0);
    }

    /** Back to what a snapshot holds. */
    public void restore(String snapshot) {
      connection.send("PUT", "/space/snapshot", snapshot, Map.of(), 0);
      mark();
    }

    /** Another space that holds what this one holds now. */
    public Space fork() {
      return sandbox.createSpace(Map.of("fork_of", id));
    }

    /** What was posted and written in the journal by now is not waited for any more. */
    public void mark() {
      post.mark();
      journal.mark();
    }

    /** The catalogue of faults. */
    public List<Answer> faults() {
      return connection.get("/faults", Map.of()).objects("faults");
    }

    /** Arm a fault: it strikes once, whatever it can spoil first. */
    public Armed fault(String fault) {
      return fault(fault, Map.of());
    }

    /** Arm a fault: times, client_id, endpoint, trace, options. */
    public Armed fault(String fault, Map<String, ?> scope) {
      var sent = new LinkedHashMap<String, Object>(scope);
      sent.put("fault", fault);
      return new Armed(connection, connection.post("/faults/armed", sent));
    }

    /** Faults on the board that have not struck: what armed them proves nothing. */
    public List<Answer> neverStruck() {
      var armed = connection.get("/faults/armed", Map.of()).objects("armed");
      return armed.stream().filter(each -> each.whole("struck") == 0).toList();
    }

    /** Register a client: names of RFC 7591, client_id, client_secret, leniencies; none is needed. */
    public Client client(Map<String, ?> metadata) {
      return new Client(connection.post("/clients", metadata));
    }

    /** A registered client, by its client_id. */
    public Client findClient(String clientId) {
      return new Client(one("/clients", clientId));
    }

    public Answer organisation(Map<String, ?> fields) {
      return connection.post("/organisations", fields);
    }

    public Answer person(Map<String, ?> fields) {
      return connection.post("/people", fields);
    }

    /** Create an account in any state: person or person_id, organisation, role, state, … */
    public Answer account(Map<String, ?> fields) {
      return connection.post("/accounts", fields);
    }

    /** An account, by id, user code or persona. */
    public Answer findAccount(String ref) {
      return one("/accounts", ref);
    }

    /** Do to an account what an office does: unlock, suspend, reactivate, close, reissue, activate. */
    public Answer act(String account, String act) {
      return connection.post("/accounts/" + encoded(account) + "/" + encoded(act), null);
    }

    public Answer mandate(Map<String, ?> fields) {
      return connection.post("/mandates", fields);
    }

    /** The ready accounts and the characters to enrol. */
    public Answer personas() {
      return connection.get("/personas", Map.of());
    }

    /** Enrol a character of the seed (F06) as it would. */
    public Enrolment enrol(String character) {
      return enrol(Map.of("character", character));
    }

    /** Enrol: character, answers, origin, until. */
    public Enrolment enrol(Map<String, ?> wanted) {
      return new Enrolment(connection, connection.post("/enrolments", wanted));
    }

    /** An enrolment, by id or number. */
    public Enrolment findEnrolment(String ref) {
      return new Enrolment(connection, one("/enrolments", ref));
    }

    /** What the guide decides, and why, from facts or answers; nothing is written. */
    public Answer explain(Map<String, ?> factsOrAnswers) {
      return connection.post("/explain", factsOrAnswers);
    }

    /** A browser in which somebody is signed in: session, storage_state (Playwright's). */
    public Answer signIn(String persona) {
      return connection.post("/sessions", Map.of("login_hint", persona));
    }

    /** Browsers that are signed in. */
    public List<Answer> sessions() {
      return connection.get("/sessions", Map.of()).objects("sessions");
    }

    public void endSession(String sid) {
      connection.send("DELETE", "/sessions/" + encoded(sid), null, Map.of(), 0);
    }

    /** Correct tokens for the ready client, without any flow. */
    public Answer mint(String persona) {
      return mint(persona, Map.of());
    }

    /** Tokens without any flow: client_id, fault, scope, organisation, nonce, acr, auth_time. */
    public Answer mint(String persona, Map<String, ?> wanted) {
      return connection.post("/mint", order(persona, wanted));
    }

    /** A logout token that was sent to nobody: client_id, fault, sid, organisation. */
    public Answer mintLogoutToken(String persona, Map<String, ?> wanted) {
      return connection.post("/mint/logout-token", order(persona, wanted));
    }

    /** Tokens for somebody and the ready client, by a real code flow with PKCE. */
    public Tokens as(String persona) {
      return as(persona, findClient(PORTAL), "openid", Map.of());
    }

    /** The same for a client and scopes of one's own. */
    public Tokens as(String persona, Client client, String scope) {
      return as(persona, client, scope, Map.of());
    }

    /** The same with more parameters of the authorization request (acr_values, prompt, …). */
    public Tokens as(String persona, Client client, String scope, Map<String, String> parameters) {
      var base = connection.base.substring(0, connection.base.length() - "/_sandbox".length());
      return new RelyingParty(connection.http, base, client).signIn(persona, scope, parameters);
    }

    /** Timelines of sign-ins and enrolments, the latest first. */
    public List<Answer> traces() {
      return connection.get("/traces", Map.of()).objects("traces");
    }

    /** One timeline with its steps. */
    public Answer trace(String trace) {
      return one("/traces", trace);
    }

    /** One timeline as one file to attach to a ticket; fr or en. */
    public String traceAsHtml(String trace, String lang) {
      return connection.send("GET", "/traces/" + encoded(trace) + "/html", null, Map.of("lang", lang), 0);
    }

    /** Publish a new signing key: alg, emergency, now. */
    public Answer rotateKeys(Map<String, ?> how) {
      return connection.post("/keys/rotate", how);
    }

    private Answer one(String path, String ref) {
      return connection.get(path + "/" + encoded(ref), Map.of());
    }

    private static Map<String, Object> order(String persona, Map<String, ?> wanted) {
      var sent = new LinkedHashMap<String, Object>(Map.of("persona", persona, "client_id", PORTAL));
      sent.putAll(wanted);
      return sent;
    }
  }

  /** One hand of the clock; answers tell both: calendar, protocol, due_next, applied. */
  public static class Hand {
    final Connection connection;
    private final String name;

    private Hand(Connection connection, String name) {
      this.connection = connection;
      this.name = name;
    }

    public OffsetDateTime now() {
      return OffsetDateTime.parse(connection.get("/clock", Map.of()).object(name).text("now"));
    }

    /** Go on by a length of time; below zero goes back. */
    public Answer advance(Duration by) {
      var rest = by.minusDays(by.toDays());
      var span = Map.of("days", by.toDays(), "seconds", rest.toMillis() / 1e3);
      return connection.post("/clock/advance", Map.of(name, span));
    }

    public Answer set(OffsetDateTime at) {
      return put(Map.of("at", at.toString()));
    }

    /** Stand still. */
    public Answer freeze() {
      return put(Map.of("frozen", true));
    }

    public Answer freeze(OffsetDateTime at) {
      return put(Map.of("at", at.toString(), "frozen", true));
    }

    public Answer unfreeze() {
      return put(Map.of("frozen", false));
    }

    private Answer put(Map<String, ?> changes) {
      return connection.patch("/clock", Map.of(name, changes));
    }
  }

  /** Both hands; what is said of neither moves the calendar, and leaves tokens as they are. */
  public static final class Clock extends Hand {
    public final Hand calendar;
    public final Hand protocol;

    private Clock(Connection connection) {
      super(connection, "calendar");
      calendar = new Hand(connection, "calendar");
      protocol = new Hand(connection, "protocol");
    }

    /** Both hands. */
    public Answer hands() {
      return connection.get("/clock", Map.of());
    }

    /** Move the calendar to the next thing that falls due. */
    public Answer jump() {
      return connection.post("/clock/jump", null);
    }

    /** Let both hands follow the machine again. */
    public Answer follow() {
      return connection.post("/clock/follow", null);
    }
  }

  /** A fault on the board; taken off it when it is closed. */
  public static final class Armed implements AutoCloseable {
    public final String id;
    private final Connection connection;
    private Answer told;

    private Armed(Connection connection, Answer told) {
      this.connection = connection;
      this.told = told;
      this.id = told.text("id");
    }

    /** How often it has struck by now; once it is off the board, how often it had. */
    public long struck() {
      return seen(connection.get("/faults/armed", Map.of()));
    }

    /** Take it off the board; how often it struck. */
    public long disarm() {
      return seen(connection.delete("/faults/armed/" + encoded(id)));
    }

    @Override
    public void close() {
      disarm();
    }

    private long seen(Answer board) {
      for (var each : board.objects("armed")) {
        if (id.equals(each.text("id"))) told = each;
      }
      return told.whole("struck");
    }
  }

  /** A registered client, with its names of RFC 7591. */
  public static final class Client {
    public final String clientId;
    public final String clientSecret;
    public final Answer metadata;

    private Client(Answer told) {
      clientId = told.text("client_id");
      clientSecret = told.text("client_secret") == null ? "" : told.text("client_secret");
      metadata = told;
    }
  }

  /** An enrolment: filled in, transmitted, decided. */
  public static final class Enrolment {
    private final Connection connection;
    private Answer told;

    private Enrolment(Connection connection, Answer told) {
      this.connection = connection;
      this.told = told;
    }

    /** All that is told of it. */
    public Answer told() {
      return told;
    }

    public String state() {
      return told.text("state");
    }

    /** The row of the guide that decided it. */
    public String row() {
      return told.text("row");
    }

    /** user_code and temporary_password; null before it is transmitted. */
    public Answer receipt() {
      return told.object("receipt");
    }

    /** Answer some questions of a draft. */
    public Enrolment fill(Map<String, String> answers) {
      told = connection.patch(path(""), Map.of("answers", answers));
      return this;
    }

    public Enrolment check() {
      told = connection.post(path("/check"), null);
      return this;
    }

    public Enrolment transmit() {
      told = connection.post(path("/transmit"), null);
      return this;
    }

    /** Decide as the agent does, e.g. activate. */
    public Enrolment decide(String act) {
      return decide(act, Map.of());
    }

    /** Decide, with a document or a reason. */
    public Enrolment decide(String act, Map<String, String> more) {
      var sent = new LinkedHashMap<String, Object>(more);
      sent.put("act", act);
      told = connection.post(path("/decide"), sent);
      return this;
    }

    private String path(String step) {
      return "/enrolments/" + encoded(told.text("id")) + step;
    }
  }

  /**
   * A class: a hall, and a space of its own for each place; it ends when it is closed.
   *
   * <p>Numbers name places; without any, all of them are meant.
   */
  public static final class Classroom implements AutoCloseable {
    public final String id;

    /** Opens the hall in a browser; empty unless one made it. */
    public final String key;

    private final Sandbox sandbox;
    private final Connection connection;
    private final Answer told;

    private Classroom(Sandbox sandbox, Connection connection, Answer told) {
      this.sandbox = sandbox;
      this.connection = connection;
      this.told = told;
      this.id = told.text("id");
      this.key = told.text("key") == null ? "" : told.text("key");
    }

    /** What was told when it was made or read: name, scenario, page, link with the key, places. */
    public Answer told() {
      return told;
    }

    /** How every place stands now: place, space, name, link, standing, reached, now, rows, … */
    public List<Answer> places() {
      return connection.get(path(""), Map.of()).objects("places");
    }

    /** The space of a place, where everything may be commanded for its learner alone. */
    public Space space(Answer place) {
      return sandbox.space(place.text("space"));
    }

    /** Add places behind the last one: places, names. */
    public List<Answer> add(Map<String, ?> more) {
      return connection.post(path("/places"), more).objects("places");
    }

    /** Begin places again; their names stay. */
    public List<Long> reset(Integer... places) {
      return connection.post(path("/reset"), chosen(Map.of(), places)).wholes("places");
    }

    /** Move the calendar of places; each tells how many things fell due (applied). */
    public List<Answer> advance(int days, Integer... places) {
      return connection.post(path("/advance"), chosen(Map.of("days", days), places)).objects("places");
    }

    /** What an agent could do now (act), and in which places. */
    public List<Answer> acts() {
      return connection.get(path("/acts"), Map.of()).objects("acts");
    }

    /** Do what an agent does, e.g. approve; each place tells done, or why_not. */
    public List<Answer> play(String act, Integer... places) {
      return connection.post(path("/acts"), chosen(Map.of("act", act), places)).objects("places");
    }

    /** What the class did: steps, rows, who strayed, place by place. */
    public Answer report() {
      return connection.get(path("/report"), Map.of());
    }

    /** End it, and all of its places. */
    public void delete() {
      connection.send("DELETE", path(""), null, Map.of(), 0);
    }

    @Override
    public void close() {
      delete();
    }

    private static Map<String, Object> chosen(Map<String, ?> sent, Integer... places) {
      var whole = new LinkedHashMap<String, Object>(sent);
      if (places.length > 0) {
        whole.put("places", List.of(places));
      }
      return whole;
    }

    private String path(String step) {
      return "/classes/" + encoded(id) + step;
    }
  }

  /**
   * Things that come one after the other, each with its number (seq) in the space.
   *
   * <p>{@code await} gives what came since the space was taken in hand (or since mark), each thing
   * once: what a test has set off before it waits is not missed. ({@code wait} is Java's own.)
   */
  public static final class Feed {
    private final Connection connection;
    private final String path;
    private final String member;
    private final Set<Long> given = new HashSet<>();
    private long marked = -1;

    private Feed(Connection connection, String path, String member) {
      this.connection = connection;
      this.path = path;
      this.member = member;
    }

    /** What there is by now is not waited for. */
    public void mark() {
      marked = batch(BEYOND, Map.of(), 0).whole("last");
      given.clear();
    }

    /** All there is, oldest first; filters as the API names them. */
    public List<Answer> list(Map<String, String> filters) {
      var all = new ArrayList<Answer>();
      while (true) {
        var after = all.isEmpty() ? 0 : all.get(all.size() - 1).whole("seq");
        var things = batch(after, filters, 0).objects(member);
        if (things.isEmpty()) return all;
        all.addAll(things);
      }
    }

    /** The next thing that matches; {@link NothingCame} when the time is over. */
    public Answer await(Map<String, String> filters, Duration time) {
      return await(filters, time, thing -> true);
    }

    /** The next thing that matches, and of which {@code where} says that it is the one. */
    public Answer await(Map<String, String> filters, Duration time, Predicate<Answer> where) {
      if (marked < 0) mark();
      var end = System.nanoTime() + time.toNanos();
      var heard = marked;
      while (true) {
        var left = Math.max(0, (end - System.nanoTime()) / 1e9);
        for (var thing : batch(heard, filters, Math.min(left, LONGEST_WAIT_SECONDS)).objects(member)) {
          heard = thing.whole("seq");
          if (given.contains(heard) || !where.test(thing)) continue;
          given.add(heard);
          return thing;
        }
        if (left == 0) throw new NothingCame("No " + member + " with " + filters + " came in " + time + ".");
      }
    }

    private Answer batch(long after, Map<String, String> filters, double holds) {
      var query = new LinkedHashMap<String, String>(filters);
      query.put("after", String.valueOf(after));
      if (holds > 0) query.put("wait", String.valueOf(holds));
      return object(connection.send("GET", path, null, query, holds));
    }
  }

  /** What the token endpoint answered to a relying party. */
  public static final class Tokens {
    /** All its members. */
    public final Answer told;

    private final RelyingParty party;

    private Tokens(RelyingParty party, Answer told) {
      this.party = party;
      this.told = told;
    }

    public String accessToken() {
      return told.text("access_token");
    }

    /** The ID token, or null. */
    public String idToken() {
      return told.text("id_token");
    }

    /** The refresh token, or null: ask for the scope offline_access. */
    public String refreshToken() {
      return told.text("refresh_token");
    }

    /** What the ID token says; read, not verified: that is the work of the party under test. */
    public Answer claims() {
      var parts = idToken() == null ? new String[0] : idToken().split("\\.", -1);
      if (parts.length != 3) return new Answer(Map.of());
      return object(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
    }

    public Answer userinfo() {
      return party.userinfo(accessToken());
    }

    public Tokens refresh() {
      return party.token(Map.of("grant_type", "refresh_token", "refresh_token", String.valueOf(refreshToken())));
    }
  }

  private static final class RelyingParty {
    private final HttpClient http;
    private final String base;
    private final Client client;
    private final Answer metadata;

    RelyingParty(HttpClient http, String base, Client client) {
      this.http = http;
      this.base = base;
      this.client = client;
      this.metadata = read("discovery", HttpRequest.newBuilder(URI.create(base + "/.well-known/openid-configuration")));
    }

    Tokens signIn(String hint, String scope, Map<String, String> parameters) {
      var registered = client.metadata.texts("redirect_uris");
      if (registered.isEmpty()) throw new IllegalArgumentException(client.clientId + " has no redirect_uris.");
      var verifier = drawn();
      var asked = new LinkedHashMap<String, String>();
      asked.put("response_type", "code");
      asked.put("client_id", client.clientId);
      asked.put("redirect_uri", registered.get(0));
      asked.put("scope", scope);
      asked.put("state", drawn());
      asked.put("nonce", drawn());
      asked.put("code_challenge", challenge(verifier));
      asked.put("code_challenge_method", "S256");
      asked.put("login_hint", hint);
      asked.putAll(parameters);
      var answered = authorize(asked);
      if (answered.containsKey("error")) {
        throw new FlowError("authorize", answered.get("error"), answered.getOrDefault("error_description", ""));
      }
      if (!asked.get("state").equals(answered.get("state"))) throw new FlowError("authorize", "wrong state", "");
      if (!metadata.text("issuer").equals(answered.get("iss"))) throw new FlowError("authorize", "wrong iss", "");
      if (!answered.containsKey("code")) throw new FlowError("authorize", "no code", "");
      var tokens =
          token(
              Map.of(
                  "grant_type", "authorization_code",
                  "code", answered.get("code"),
                  "redirect_uri", asked.get("redirect_uri"),
                  "code_verifier", verifier));
      if (tokens.idToken() != null && !asked.get("nonce").equals(tokens.claims().text("nonce"))) {
        throw new FlowError("token", "wrong nonce", "");
      }
      return tokens;
    }

    /** The parameters that came to the redirect address. */
    private Map<String, String> authorize(Map<String, String> asked) {
      var address = reached("authorization_endpoint") + "?" + form(asked);
      for (var hop = 0; hop < 5; hop++) {
        var answer = sent("authorize", HttpRequest.newBuilder(URI.create(address)));
        var location = answer.headers().firstValue("location").orElse("");
        if (location.isEmpty()) break;
        var onward = URI.create(address).resolve(location);
        if (onward.toString().split("\\?")[0].equals(asked.get("redirect_uri").split("\\?")[0])) {
          return parsed(onward.getRawQuery());
        }
        address = onward.toString();
        if (!address.startsWith(base)) break;
      }
      var why = "a page was shown where a code was expected. The space lets login_hint sign in when it is made, or changed, with hint_signs_in.";
      throw new FlowError("authorize", "interaction", why);
    }

    private Tokens token(Map<String, String> form) {
      var sent = new LinkedHashMap<String, String>(form);
      var request = HttpRequest.newBuilder(URI.create(reached("token_endpoint")));
      var told = client.metadata.text("token_endpoint_auth_method");
      switch (told == null ? "client_secret_basic" : told) {
        case "client_secret_basic" -> {
          var pair = encoded(client.clientId) + ":" + encoded(client.clientSecret);
          var basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
          request.header("Authorization", "Basic " + basic);
        }
        case "client_secret_post" -> {
          sent.put("client_id", client.clientId);
          sent.put("client_secret", client.clientSecret);
        }
        case "none" -> sent.put("client_id", client.clientId);
        default -> throw new IllegalArgumentException(client.clientId + " authenticates by " + told + ", which needs a key of its own: mint, or take another client.");
      }
      request.header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form(sent)));
      var answer = read("token", request);
      if (answer.text("access_token") == null) throw new FlowError("token", "no access_token", "");
      return new Tokens(this, answer);
    }

    private Answer userinfo(String accessToken) {
      var request = HttpRequest.newBuilder(URI.create(reached("userinfo_endpoint")));
      return read("userinfo", request.header("Authorization", "Bearer " + accessToken));
    }

    /** An endpoint, where we reach it. */
    private String reached(String member) {
      var address = metadata.text(member);
      var issuer = metadata.text("issuer");
      return address.startsWith(issuer) ? base + address.substring(issuer.length()) : address;
    }

    private HttpResponse<String> sent(String at, HttpRequest.Builder request) {
      try {
        return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
      } catch (IOException error) {
        throw new FlowError(at, "no answer", String.valueOf(error.getMessage()));
      } catch (InterruptedException error) {
        Thread.currentThread().interrupt();
        throw new FlowError(at, "interrupted", "");
      }
    }

    private Answer read(String at, HttpRequest.Builder request) {
      var answer = sent(at, request);
      var told = objectOrNull(answer.body());
      if (answer.statusCode() / 100 == 2 && told != null) return told;
      var error = told == null || told.text("error") == null ? "no JSON" : told.text("error");
      var description = told == null || told.text("error_description") == null ? "" : told.text("error_description");
      throw new FlowError(at, error, description + " [" + answer.statusCode() + "]");
    }
  }

  private static final class Connection {
    final HttpClient http;
    final String base;
    final String token;

    Connection(HttpClient http, String base, String token) {
      this.http = http;
      this.base = base;
      this.token = token;
    }

    Answer get(String path, Map<String, String> query) {
      return object(send("GET", path, null, query, 0));
    }

    Answer post(String path, Map<String, ?> sent) {
      return object(send("POST", path, sent == null ? null : Json.written(sent), Map.of(), 0));
    }

    Answer patch(String path, Map<String, ?> sent) {
      return object(send("PATCH", path, Json.written(sent), Map.of(), 0));
    }

    Answer delete(String path) {
      return object(send("DELETE", path, null, Map.of(), 0));
    }

    /** The body of an answer that is a success. */
    String send(String method, String path, String body, Map<String, String> query, double holds) {
      var address = base + path + (query.isEmpty() ? "" : "?" + form(query));
      var time = PATIENCE.plusMillis((long) (holds * 1000));
      var request = HttpRequest.newBuilder(URI.create(address)).timeout(time).header("Accept", "application/json");
      if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
      if (body != null) request.header("Content-Type", "application/json");
      request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
      HttpResponse<String> answer;
      try {
        answer = http.send(request.build(), BodyHandlers.ofString());
      } catch (IOException error) {
        throw new ControlError("unreachable", "No sandbox answers at " + base + ". Is it started?", "", 0);
      } catch (InterruptedException error) {
        Thread.currentThread().interrupt();
        throw new ControlError("interrupted", "The thread was interrupted.", "", 0);
      }
      if (answer.statusCode() / 100 == 2) return answer.body();
      var told = objectOrNull(answer.body());
      if (told == null || told.text("code") == null) {
        throw new ControlError("not-a-sandbox", method + " " + address + " was not answered by a sandbox: check the address.", "", answer.statusCode());
      }
      throw new ControlError(told.text("code"), told.text("hint"), told.text("cite"), answer.statusCode());
    }
  }

  private static Answer object(String text) {
    var told = objectOrNull(text);
    if (told == null) throw new ControlError("not-a-sandbox", "The answer is no JSON object: check the address.", "", 0);
    return told;
  }

  private static Answer objectOrNull(String text) {
    try {
      return Json.read(text) instanceof Map<?, ?> found ? answer(found) : null;
    } catch (IllegalArgumentException error) {
      return null;
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static Map<String, String> parsed(String query) {
    var found = new LinkedHashMap<String, String>();
    for (var pair : (query == null ? "" : query).split("&")) {
      var parts = pair.split("=", 2);
      var value = parts.length == 2 ? parts[1] : "";
      found.put(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return found;
  }

  private static String drawn() {
    var bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String challenge(String verifier) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException error) {
      throw new IllegalStateException(error); // every Java has it
    }
  }

  /** JSON (RFC 8259) as maps, lists, texts, numbers (Long or Double), Booleans and null. */
  static final class Json {
    private final String text;
    private int at;

    private Json(String text) {
      this.text = text;
    }

    static Object read(String text) {
      var json = new Json(text);
      var found = json.value();
      json.blanks();
      if (json.at != text.length()) throw json.wrong();
      return found;
    }

    static String written(Object value) {
      var out = new StringBuilder();
      write(value, out);
      return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
      if (value instanceof Map<?, ?> map) {
        var sign = '{';
        for (var member : map.entrySet()) {
          out.append(sign);
          write(String.valueOf(member.getKey()), out);
          out.append(':');
          write(member.getValue(), out);
          sign = ',';
        }
        out.append(sign == '{' ? "{}" : "}");
      } else if (value instanceof Iterable<?> list) {
        var sign = '[';
        for (var each : list) {
          out.append(sign);
          write(each, out);
          sign = ',';
        }
        out.append(sign == '[' ? "[]" : "]");
      } else if (value == null || value instanceof Number || value instanceof Boolean) {
        out.append(value);
      } else {
        out.append('"');
        for (var glyph : value.toString().toCharArray()) {
          if (glyph == '"' || glyph == '\\') out.append('\\').append(glyph);
          else if (glyph < ' ') out.append(String.format("\\u%04x", (int) glyph));
          else out.append(glyph);
        }
        out.append('"');
      }
    }

    private Object value() {
      blanks();
      return switch (peek()) {
        case '{' -> object();
        case '[' -> list();
        case '"' -> string();
        case 't' -> word("true", true);
        case 'f' -> word("false", false);
        case 'n' -> word("null", null);
        default -> number();
      };
    }

    private Map<String, Object> object() {
      var found = new LinkedHashMap<String, Object>();
      at++;
      blanks();
      if (peek() == '}') {
        at++;
        return found;
      }
      while (true) {
        blanks();
        var name = string();
        blanks();
        take(':');
        found.put(name, value());
        blanks();
        if (peek() != ',') break;
        at++;
      }
      take('}');
      return found;
    }

    private List<Object> list() {
      var found = new ArrayList<Object>();
      at++;
      blanks();
      if (peek() == ']') {
        at++;
        return found;
      }
      while (true) {
        found.add(value());
        blanks();
        if (peek() != ',') break;
        at++;
      }
      take(']');
      return found;
    }

    private String string() {
      take('"');
      var found = new StringBuilder();
      while (peek() != '"') {
        var glyph = text.charAt(at++);
        if (glyph != '\\') {
          found.append(glyph);
          continue;
        }
        var escaped = peek();
        at++;
        switch (escaped) {
          case 'b' -> found.append('\b');
          case 'f' -> found.append('\f');
          case 'n' -> found.append('\n');
          case 'r' -> found.append('\r');
          case 't' -> found.append('\t');
          case 'u' -> {
            if (at + 4 > text.length()) throw wrong();
            found.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
            at += 4;
          }
          default -> found.append(escaped);
        }
      }
      at++;
      return found.toString();
    }

    private Object number() {
      var begin = at;
      while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
      var digits = text.substring(begin, at);
      if (digits.isEmpty()) throw wrong();
      return digits.matches("-?\\d{1,18}") ? (Object) Long.valueOf(digits) : Double.valueOf(digits);
    }

    private Object word(String word, Object value) {
      if (!text.startsWith(word, at)) throw wrong();
      at += word.length();
      return value;
    }

    private void take(char sign) {
      if (peek() != sign) throw wrong();
      at++;
    }

    private char peek() {
      if (at >= text.length()) throw wrong();
      return text.charAt(at);
    }

    private void blanks() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private IllegalArgumentException wrong() {
      return new IllegalArgumentException("No JSON, at character " + at + ".");
    }
  }
}
