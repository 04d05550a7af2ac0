package dev.weir.jobs.attack;

import java.util.List;

/// What the attacks look like in a decoded target (see [TargetDecoder]: lower case, one blank for
/// any white space). A rule names a construct that has no business in a URL, not a word that may
/// stand in a sentence: "union of select schools" is no attack.
///
/// Each comes with texts of which a match has some: to look for these is a twentieth of the work, and what
/// looks suspicious but is no attack is as frequent as clients like it to be.
///
/// Patterns are written without nested repetition, so that the time for one is linear.
final class ThreatRules {
    static final List<ThreatRule> SQLI =
            List.of(
                    // 1' union all select …
                    ThreatRule.of(
                                    "\\bunion[ (]{1,3}(?:all |distinct )?[ (]{0,3}select\\b[ (]{0,3}"
                                            + "(?:[\\d'\"@*(`]|null|char|concat|[a-z_.]{1,40} ?[,(]|"
                                            + "[a-z_]{1,40} from )")
                            .needing("union")
                            .needing("select"),
                    // ' or 1=1, ') and 'a'='a, " or ""="
                    ThreatRule.of(
                                    "['\"`)] ?[)]{0,4} ?(?:or|and|xor|\\|\\||&&|having|rlike|like) ?[(!]{0,4}"
                                            + " ?(?:not )?['\"`]?[\\w. ]{0,24}['\"`]? ?"
                                            + "(?:=|<|>|like|in ?\\(|between|is (?:not )?null|rlike)")
                            .needing("'", "\"", "`", ")")
                            .needing("or", "and", "||", "&&", "having", "like")
                            .needing("=", "<", ">", "like", "in", "between", "is "),
                    // 1 or 1=1, 1) and (2>1
                    ThreatRule.of(
                                    "(?:^|[=\\d)' ])[)]{0,3} ?\\b(?:or|and|xor|having)\\b[ (]{1,4}(\\d{1,9}) ?"
                                            + "(?:=|<|>|<>|like) ?\\(?\\d{1,9}")
                            .needing("or ", "or(", "and ", "and(", "having ", "having(")
                            .needing("=", "<", ">", "like"),
                    ThreatRule.of("['\"`)\\d] ?[)]{0,3} ?order by \\d{1,4} ?(?:--|#|$|;|,)")
                            .needing("order by "),
                    ThreatRule.of(
                                    "\\b(?:sleep|benchmark|pg_sleep|extractvalue|updatexml|load_file|"
                                            + "xp_cmdshell|dbms_pipe\\.receive_message|utl_inaddr\\.get_host|"
                                            + "json_keys|row_count|gtid_subset|elt|make_set|procedure analyse)"
                                            + " ?\\( ?[\\w'\"(@,]")
                            .needing(
                                    "sleep",
                                    "benchmark",
                                    "extractvalue",
                                    "updatexml",
                                    "load_file",
                                    "xp_cmdshell",
                                    "receive_message",
                                    "get_host",
                                    "json_keys",
                                    "row_count",
                                    "gtid_subset",
                                    "elt",
                                    "make_set",
                                    "procedure analyse")
                            .needing("("),
                    ThreatRule.of("\\bwaitfor delay ['\"]|\\bwaitfor time ['\"]")
                            .needing("waitfor "),
                    ThreatRule.of(
                                    "\\b(?:information_schema\\.|sysobjects|syscolumns|sqlite_master|"
                                            + "pg_catalog\\.|all_tables\\b|sys\\.user|mysql\\.user|xp_cmdshell|"
                                            + "sp_password)|@@(?:version|hostname)")
                            .needing(
                                    "information_schema.",
                                    "sysobjects",
                                    "syscolumns",
                                    "sqlite_master",
                                    "pg_catalog.",
                                    "all_tables",
                                    "sys.user",
                                    "mysql.user",
                                    "@@version",
                                    "@@hostname",
                                    "xp_cmdshell",
                                    "sp_password"),
                    // ; drop table x
                    ThreatRule.of(
                                    "[;'\")] ?(?:drop|alter|truncate|create) (?:table|database|view|user)\\b"
                                            + "|; ?(?:insert into|delete from|update \\w{1,40} set|exec|"
                                            + "execute|declare @|shutdown|select )")
                            .needing(
                                    "drop ",
                                    "alter ",
                                    "truncate ",
                                    "create ",
                                    "insert into",
                                    "delete from",
                                    "update ",
                                    "exec",
                                    "declare @",
                                    "shutdown",
                                    "select "),
                    ThreatRule.of(
                                    "\\bselect\\b[ (].{0,80}?\\bfrom\\b[ (]{1,3}\\w.{0,60}?"
                                            + "(?:\\bwhere\\b|\\blimit \\d|--|#|\\)|\\binformation)")
                            .needing("select")
                            .needing("from"),
                    ThreatRule.of("\\( ?select\\b[ (]").needing("(select", "( select"),
                    ThreatRule.of("\\binto (?:out|dump)file ['\"]").needing("into "),
                    // admin'--, 1'#, ' ;--
                    ThreatRule.of("['\"`] ?[);]{0,4} ?(?:--(?:[ +-]|$)|#|/\\*|;%00)")
                            .needing("'", "\"", "`")
                            .needing("--", "#", "/*", ";%00"),
                    ThreatRule.of(
                                    "\\b(?:group_)?concat(?:_ws)? ?\\( ?(?:0x|char|@@|version|user ?\\()")
                            .needing("concat"),
                    ThreatRule.of(
                                    "\\b(?:case when|if ?\\() ?\\(?[\\w()'\" ]{1,40}[=<>].{0,40}?"
                                            + "(?:then|, ?sleep|,)")
                            .needing("case when", "if(", "if ("),
                    ThreatRule.of("\\bchar ?\\( ?\\d{1,3} ?[,)].{0,40}?(?:\\|\\||[+,]|char)")
                            .needing("char(", "char ("),
                    ThreatRule.of("['\"] ?(?:\\|\\||\\+) ?(?:['\"(]|select|char|chr|sleep|utl_)")
                            .needing("'", "\"")
                            .needing("||", "+"));

    static final List<ThreatRule> XSS =
            List.of(
                    ThreatRule.of("<[ /]?script\\b|</script")
                            .needing("<script", "< script", "</script"),
                    ThreatRule.of(
                                    "<[ /]?(?:img|svg|iframe|object|embed|body|video|audio|input|form|math|"
                                            + "link|meta|style|base|marquee|details|isindex|applet|frameset|"
                                            + "layer|bgsound|xss|xml|a|div|button|select|textarea|keygen|table|"
                                            + "image|source|p|b|x|h1)\\b[^>]{0,400}?"
                                            + "(?:\\bon[a-z]{3,24} ?=|javascript|src ?=|href ?=|style ?=|"
                                            + "action ?=|background ?=|data ?=|http-equiv)")
                            .needing("<"),
                    ThreatRule.of("<[a-z!?/][^>]{0,200}?[ /\"'`]on[a-z]{3,24} ?=")
                            .needing("<")
                            .needing("on"),
                    ThreatRule.of(
                                    "['\"` ]on(?:error|load|click|mouse\\w{2,8}|focus|blur|key\\w{2,6}|"
                                            + "toggle|start|animation\\w{3,10}|begin|change|input|pointer\\w{2,8}|"
                                            + "submit|resize|scroll|wheel|copy|cut|paste|drag\\w{0,6}|drop) ?=")
                            .needing("'on", "\"on", "`on", " on")
                            .needing("="),
                    ThreatRule.of(
                                    "(?:java|vb|live)script ?:|data ?: ?text/html|data ?:[^,]{0,40};base64"
                                            + ",phn|feed ?: ?javascript")
                            .needing("script", "text/html", "base64,phn"),
                    ThreatRule.of(
                                    "\\b(?:alert|confirm|prompt|eval|settimeout|setinterval|function|"
                                            + "document\\.write|execscript) ?[(`\\[] ?"
                                            + "(?:['\"`\\d/()]|document|string|location|window|xss|this|atob|"
                                            + "name|self|unescape|cookie|[)])")
                            .needing(
                                    "alert",
                                    "confirm",
                                    "prompt",
                                    "eval",
                                    "settimeout",
                                    "setinterval",
                                    "function",
                                    "document.write",
                                    "execscript")
                            .needing("(", "`", "["),
                    ThreatRule.of(
                                    "\\bdocument ?[.\\[] ?(?:['\"])?(?:cookie|location|domain|write|body|"
                                            + "createelement|getelement)|\\bwindow ?[.\\[] ?['\"]?(?:location|name|open|"
                                            + "alert)|string\\.fromcharcode|\\.innerhtml ?=")
                            .needing("document", "window", "string.fromcharcode", ".innerhtml"),
                    ThreatRule.of(
                                    "[<'\"]-?-?!?-?>? ?<[a-z/!][a-z0-9]{0,20}[ />]|&#x?[0-9a-f]{2,6};?.{0,40}"
                                            + "(?:script|alert|on[a-z]{4,10}=)|expression ?\\(|-moz-binding|@import ?['\"]")
                            .needing("<", "&#", "expression", "-moz-binding", "@import"),
                    ThreatRule.of("<!(?:\\[cdata|entity|--.{0,20}<)|<\\?xml|<\\?import|xlink:href")
                            .needing("<!", "<?", "xlink:href"));

    static final List<ThreatRule> TRAVERSAL =
            List.of(
                    // ../.. in any slash, and the doubled dots that survive a naive filter
                    ThreatRule.of("(?:\\.\\.|\\.\\.\\.\\.|\\.\\?|\\?\\.)[/\\\\]{1,3}(?:\\.|\\w|$)")
                            .needing("./", ".\\", "?/", "?\\"),
                    ThreatRule.of(
                                    "\\.{2,4}(?:%c0%af|%c1%9c|\\xc0\\xaf|\\xc1\\x9c|\\xc0/|\\xe0\\x80\\xaf"
                                            + "|%2f|%5c|0x2f|0x5c|2f|5c)")
                            .needing(".."),
                    ThreatRule.of(
                                    "[/\\\\]etc[/\\\\](?:passwd|shadow|group|hosts|issue|motd|mysql|httpd|"
                                            + "apache2?|nginx|ssh|crontab|fstab|resolv|php|init\\.d|sudoers|security)")
                            .needing("/etc", "\\etc"),
                    ThreatRule.of(
                                    "[/\\\\]proc[/\\\\](?:self|version|cpuinfo|\\d{1,7})[/\\\\]?|"
                                            + "[/\\\\]var[/\\\\](?:log|www|lib|mail|spool|run|adm|apache)[/\\\\]|"
                                            + "[/\\\\]root[/\\\\]\\.|[/\\\\]usr[/\\\\]local[/\\\\](?:apache|etc|php)|"
                                            + "/\\.(?:ssh|aws|git|svn|env|bash_history|htpasswd|htaccess)(?:/|$|&|\\?)")
                            .needing("proc", "var", "root", "usr", "/."),
                    ThreatRule.of(
                                    "\\b[c-f]:[/\\\\]{1,2}(?:windows|winnt|boot|inetpub|users|program|xampp|"
                                            + "wamp|apache|php|documents|sysprep|minint|home)|\\b(?:boot|win|system|php|"
                                            + "my|odbc)\\.ini\\b|windows[/\\\\]{1,2}system32")
                            .needing(":/", ":\\", ".ini", "system32"),
                    ThreatRule.of(
                                    "\\b(?:php|file|phar|zip|expect|glob|data|compress\\.zlib|ogg|"
                                            + "netdoc|jar|gopher|dict)://[^&]|php://(?:input|filter)")
                            .needing("://"),
                    // Any separator: overlong and broken encodings of slashes are without number.
                    ThreatRule.of(
                                    "etc.{1,10}(?:passwd|shadow|issue|hosts)\\b|windows.{1,10}system32|"
                                            + "(?:[^a-z ]|[qp9][fcv])boot\\.ini")
                            .needing("passwd", "shadow", "issue", "hosts", "system32", "boot.ini"),
                    // Overlong dots: the same dot in two, three and more bytes of bad UTF-8.
                    ThreatRule.of(
                                    "(?:[\\xc0\\xe0\\xf0\\xf8\\xfc][\\x80]{0,4}[\\xae.]){2}|(?:0x2e){2}")
                            .needing("\u00c0", "\u00e0", "\u00f0", "\u00f8", "\u00fc", "0x2e"),
                    ThreatRule.of("web-inf[/\\\\]|meta-inf[/\\\\]|[/\\\\=]\\.{2,4};[/\\\\]")
                            .needing("web-inf", "meta-inf", ";/", ";\\"));

    private ThreatRules() {}
}
