package dev.weir.jobs.attack;

import java.util.List;
import java.util.regex.Pattern;

/// What the attacks look like in a decoded target (see [TargetDecoder]: lower case, one blank for
/// any white space). A rule names a construct that has no business in a URL, not a word that may
/// stand in a sentence: "union of select schools" is no attack.
///
/// Patterns are written without nested repetition, so that the time for one is linear.
final class ThreatRules {
    static final List<Pattern> SQLI =
            List.of(
                    // 1' union all select …
                    Pattern.compile(
                            "\\bunion[ (]{1,3}(?:all |distinct )?[ (]{0,3}select\\b[ (]{0,3}"
                                    + "(?:[\\d'\"@*(`]|null|char|concat|[a-z_.]{1,40} ?[,(]|"
                                    + "[a-z_]{1,40} from )"),
                    // ' or 1=1, ') and 'a'='a, " or ""="
                    Pattern.compile(
                            "['\"`)] ?[)]{0,4} ?(?:or|and|xor|\\|\\||&&|having|rlike|like) ?[(!]{0,4}"
                                    + " ?(?:not )?['\"`]?[\\w. ]{0,24}['\"`]? ?"
                                    + "(?:=|<|>|like|in ?\\(|between|is (?:not )?null|rlike)"),
                    // 1 or 1=1, 1) and (2>1
                    Pattern.compile(
                            "(?:^|[=\\d)' ])[)]{0,3} ?\\b(?:or|and|xor|having)\\b[ (]{1,4}(\\d{1,9}) ?"
                                    + "(?:=|<|>|<>|like) ?\\(?\\d{1,9}"),
                    Pattern.compile("['\"`)\\d] ?[)]{0,3} ?order by \\d{1,4} ?(?:--|#|$|;|,)"),
                    Pattern.compile(
                            "\\b(?:sleep|benchmark|pg_sleep|extractvalue|updatexml|load_file|"
                                    + "xp_cmdshell|dbms_pipe\\.receive_message|utl_inaddr\\.get_host|"
                                    + "json_keys|row_count|gtid_subset|elt|make_set|procedure analyse)"
                                    + " ?\\( ?[\\w'\"(@,]"),
                    Pattern.compile("\\bwaitfor delay ['\"]|\\bwaitfor time ['\"]"),
                    Pattern.compile(
                            "\\b(?:information_schema\\.|sysobjects|syscolumns|sqlite_master|"
                                    + "pg_catalog\\.|all_tables\\b|sys\\.user|mysql\\.user|@@version|"
                                    + "@@hostname|xp_cmdshell|sp_password)"),
                    // ; drop table x
                    Pattern.compile(
                            "[;'\")] ?(?:drop|alter|truncate|create) (?:table|database|view|user)\\b"
                                    + "|; ?(?:insert into|delete from|update \\w{1,40} set|exec|"
                                    + "execute|declare @|shutdown|select )"),
                    Pattern.compile(
                            "\\bselect\\b[ (].{0,80}?\\bfrom\\b[ (]{1,3}\\w.{0,60}?"
                                    + "(?:\\bwhere\\b|\\blimit \\d|--|#|\\)|\\binformation)"),
                    Pattern.compile("\\( ?select\\b[ (]"),
                    Pattern.compile("\\binto (?:out|dump)file ['\"]"),
                    // admin'--, 1'#, ' ;--
                    Pattern.compile("['\"`] ?[);]{0,4} ?(?:--(?:[ +-]|$)|#|/\\*|;%00)"),
                    Pattern.compile(
                            "\\b(?:group_)?concat(?:_ws)? ?\\( ?(?:0x|char|@@|version|user ?\\()"),
                    Pattern.compile(
                            "\\b(?:case when|if ?\\() ?\\(?[\\w()'\" ]{1,40}[=<>].{0,40}?"
                                    + "(?:then|, ?sleep|,)"),
                    Pattern.compile("\\bchar ?\\( ?\\d{1,3} ?[,)].{0,40}?(?:\\|\\||[+,]|char)"),
                    Pattern.compile(
                            "['\"] ?(?:\\|\\||\\+) ?(?:['\"(]|select|char|chr|sleep|utl_)"));

    static final List<Pattern> XSS =
            List.of(
                    Pattern.compile("<[ /]?script\\b|</script"),
                    Pattern.compile(
                            "<[ /]?(?:img|svg|iframe|object|embed|body|video|audio|input|form|math|"
                                    + "link|meta|style|base|marquee|details|isindex|applet|frameset|"
                                    + "layer|bgsound|xss|xml|a|div|button|select|textarea|keygen|table|"
                                    + "image|source|p|b|x|h1)\\b[^>]{0,400}?"
                                    + "(?:\\bon[a-z]{3,24} ?=|javascript|src ?=|href ?=|style ?=|"
                                    + "action ?=|background ?=|data ?=|http-equiv)"),
                    Pattern.compile("<[a-z!?/][^>]{0,200}?[ /\"'`]on[a-z]{3,24} ?="),
                    Pattern.compile(
                            "['\"` ]on(?:error|load|click|mouse\\w{2,8}|focus|blur|key\\w{2,6}|"
                                    + "toggle|start|animation\\w{3,10}|begin|change|input|pointer\\w{2,8}|"
                                    + "submit|resize|scroll|wheel|copy|cut|paste|drag\\w{0,6}|drop) ?="),
                    Pattern.compile(
                            "(?:java|vb|live)script ?:|data ?: ?text/html|data ?:[^,]{0,40};base64"
                                    + ",phn|feed ?: ?javascript"),
                    Pattern.compile(
                            "\\b(?:alert|confirm|prompt|eval|settimeout|setinterval|function|"
                                    + "document\\.write|execscript) ?[(`\\[] ?"
                                    + "(?:['\"`\\d/()]|document|string|location|window|xss|this|atob|"
                                    + "name|self|unescape|cookie|[)])"),
                    Pattern.compile(
                            "\\bdocument ?[.\\[] ?(?:['\"])?(?:cookie|location|domain|write|body|"
                                    + "createelement|getelement)|\\bwindow ?[.\\[] ?['\"]?(?:location|name|open|"
                                    + "alert)|string\\.fromcharcode|\\.innerhtml ?="),
                    Pattern.compile(
                            "[<'\"]-?-?!?-?>? ?<[a-z/!][a-z0-9]{0,20}[ />]|&#x?[0-9a-f]{2,6};?.{0,40}"
                                    + "(?:script|alert|on[a-z]{4,10}=)|expression ?\\(|-moz-binding|@import ?['\"]"),
                    Pattern.compile(
                            "<!(?:\\[cdata|entity|--.{0,20}<)|<\\?xml|<\\?import|xlink:href"));

    static final List<Pattern> TRAVERSAL =
            List.of(
                    // ../.. in any slash, and the doubled dots that survive a naive filter
                    Pattern.compile(
                            "(?:\\.\\.|\\.\\.\\.\\.|\\.\\?|\\?\\.)[/\\\\]{1,3}(?:\\.|\\w|$)"),
                    Pattern.compile(
                            "\\.{2,4}(?:%c0%af|%c1%9c|\\xc0\\xaf|\\xc1\\x9c|\\xc0/|\\xe0\\x80\\xaf"
                                    + "|%2f|%5c|0x2f|0x5c|2f|5c)"),
                    Pattern.compile(
                            "[/\\\\]etc[/\\\\](?:passwd|shadow|group|hosts|issue|motd|mysql|httpd|"
                                    + "apache2?|nginx|ssh|crontab|fstab|resolv|php|init\\.d|sudoers|security)"),
                    Pattern.compile(
                            "[/\\\\]proc[/\\\\](?:self|version|cpuinfo|\\d{1,7})[/\\\\]?|"
                                    + "[/\\\\]var[/\\\\](?:log|www|lib|mail|spool|run|adm|apache)[/\\\\]|"
                                    + "[/\\\\]root[/\\\\]\\.|[/\\\\]usr[/\\\\]local[/\\\\](?:apache|etc|php)|"
                                    + "/\\.(?:ssh|aws|git|svn|env|bash_history|htpasswd|htaccess)(?:/|$|&|\\?)"),
                    Pattern.compile(
                            "\\b[c-f]:[/\\\\]{1,2}(?:windows|winnt|boot|inetpub|users|program|xampp|"
                                    + "wamp|apache|php|documents|sysprep|minint|home)|\\b(?:boot|win|system|php|"
                                    + "my|odbc)\\.ini\\b|windows[/\\\\]{1,2}system32"),
                    Pattern.compile(
                            "\\b(?:php|file|phar|zip|expect|glob|data|compress\\.zlib|ogg|"
                                    + "netdoc|jar|gopher|dict)://[^&]|php://(?:input|filter)"),
                    // Any separator: overlong and broken encodings of slashes are without number.
                    Pattern.compile(
                            "etc.{1,10}(?:passwd|shadow|issue|hosts)\\b|windows.{1,10}system32|"
                                    + "(?:[^a-z ]|[qp9][fcv])boot\\.ini"),
                    // Overlong dots: the same dot in two, three and more bytes of bad UTF-8.
                    Pattern.compile(
                            "(?:[\\xc0\\xe0\\xf0\\xf8\\xfc][\\x80]{0,4}[\\xae.]){2}|(?:0x2e){2}"),
                    Pattern.compile("web-inf[/\\\\]|meta-inf[/\\\\]|[/\\\\=]\\.{2,4};[/\\\\]"));

    private ThreatRules() {}
}
