package dev.weir.cli.generate;

import java.nio.charset.StandardCharsets;

/// The words that the traffic is made of.
final class Vocabulary {
    static final String[] COMPANIES = {
        "acorn", "borealis", "cobalt", "dune", "ember", "fjord", "glacier", "harbor", "indigo",
        "juniper", "krill", "lagoon", "meadow", "nimbus", "orchard", "pebble", "quartz", "rivulet",
        "saffron", "tundra", "umbra", "velvet", "willow", "yarrow"
    };

    static final String[] WORDS = {
        "winter", "guide", "red", "shoes", "coffee", "market", "bridge", "review", "spring",
        "travel", "recipe", "garden", "music", "city", "summer", "paper", "camera", "light",
        "mountain", "window", "school", "river", "engine", "salt", "cloud", "forest", "piano"
    };

    static final byte[][] USER_AGENTS =
            bytes(
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like"
                            + " Gecko) Chrome/142.0.0.0 Safari/537.36",
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
                            + " (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
                            + " Chrome/142.0.0.0 Mobile Safari/537.36",
                    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML,"
                            + " like Gecko) Version/26.0 Safari/605.1.15",
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101"
                            + " Firefox/145.0",
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like"
                            + " Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
                    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML,"
                            + " like Gecko) Chrome/141.0.0.0 Safari/537.36",
                    "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML,"
                            + " like Gecko) Version/17.7 Mobile/15E148 Safari/604.1",
                    "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S921B) AppleWebKit/537.36 (KHTML,"
                            + " like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile"
                            + " Safari/537.36",
                    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
                    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2;"
                            + " +https://openai.com/gptbot)",
                    "okhttp/4.12.0",
                    "Dalvik/2.1.0 (Linux; U; Android 13; Pixel 6 Build/TQ3A.230805.001)",
                    "curl/8.14.1",
                    "python-requests/2.32.4",
                    "Go-http-client/2.0",
                    "-",
                    "feedreader/3.2 (+https://feeds.example/about)",
                    "uptime-check/1.0",
                    "Wget/1.25.0");

    static final byte[][] REFERERS =
            bytes(
                    "-",
                    "https://www.google.com/",
                    "https://www.bing.com/",
                    "https://duckduckgo.com/",
                    "https://news.example/today",
                    "https://m.social.example/",
                    "android-app://com.google.android.googlequicksearchbox/",
                    "https://forum.example/t/4711?page=2");

    /// Request lines that are none, as nginx escapes them.
    static final byte[][] MALFORMED =
            bytes(
                    "",
                    "\\x16\\x03\\x01\\x00\\xEE\\x01\\x00\\x00\\xEA\\x03\\x03\\xC4\\x1F\\xA7",
                    "\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xFC\\x03\\x03",
                    "\\x00\\x00\\x00\\xA4\\xFFSMBr\\x00\\x00\\x00\\x00\\x08\\x01@",
                    "SSH-2.0-Go",
                    "\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr",
                    "G",
                    "quit",
                    "\\x05\\x01\\x00",
                    "\\x22\\x5C\\x5C\\x22");

    static final byte[][] SCANNERS =
            bytes(
                    "sqlmap/1.9.11#stable (https://sqlmap.org)",
                    "Mozilla/5.0 (compatible; Nmap Scripting Engine;"
                            + " https://nmap.org/book/nse.html)",
                    "Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:Port Check)",
                    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                            + " Chrome/120.0.0.0 Safari/537.36");

    /// Targets of attack requests, as a client sends them.
    static final byte[][] PROBES =
            bytes(
                    "/product?id=1%27%20OR%20%271%27%3D%271",
                    "/product?id=1%20UNION%20SELECT%20NULL,username,password%20FROM%20users--",
                    "/search?q=%27%3B%20DROP%20TABLE%20orders%3B--",
                    "/item?id=12%20AND%20SLEEP(5)",
                    "/login?user=admin%27--&pass=x",
                    "/list?sort=(SELECT%20CASE%20WHEN%20(1=1)%20THEN%201%20ELSE%201/0%20END)",
                    "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
                    "/comment?text=%3Cimg%20src=x%20onerror=alert(document.cookie)%3E",
                    "/profile?name=\\x22%3E%3Csvg/onload=alert(1)%3E",
                    "/go?url=javascript:alert(document.domain)",
                    "/download?file=../../../../etc/passwd",
                    "/static/..%2f..%2f..%2f..%2fetc%2fpasswd",
                    "/view?page=....//....//....//etc/shadow",
                    "/index.php?page=php://filter/convert.base64-encode/resource=index",
                    "/cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh",
                    "/api/files?name=%2e%2e%5c%2e%2e%5cwindows%5cwin.ini");

    private Vocabulary() {}

    static byte[][] bytes(String... texts) {
        byte[][] all = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            all[i] = bytes(texts[i]);
        }
        return all;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
