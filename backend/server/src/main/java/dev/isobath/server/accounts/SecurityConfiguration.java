package dev.isobath.server.accounts;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.NullRequestCache;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /** Allows only what the dashboard needs: its own files, inline styles for charts, and images that it draws itself. */
    private static final String CONTENT_POLICY = String.join(
            "; ",
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'");

    /**
     * The requests that need no CSRF token. They are the first calls of scripts, which have no cookie yet. They accept JSON
     * only, and a page of another site cannot send JSON without the browser asking this server first.
     */
    private static final List<String> SIGN_IN_PATHS = List.of("/api/session", "/api/setup", "/api/invitations/accept");

    @Bean
    CsrfTokenRepository csrfTokens() {
        return CookieCsrfTokenRepository.withHttpOnlyFalse();
    }

    @Bean
    SecurityFilterChain security(
            HttpSecurity http,
            UserRepository users,
            ApiTokenRepository tokens,
            WorkerTokenRepository workerTokens,
            CsrfTokenRepository csrfTokens,
            JsonMapper json)
            throws Exception {
        SecurityProblemHandler problems = new SecurityProblemHandler(json);
        ApiAuthenticationFilter authenticationFilter =
                new ApiAuthenticationFilter(users, tokens, workerTokens, problems);
        return http.addFilterBefore(authenticationFilter, AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(SecurityConfiguration::rules)
                .csrf(csrf -> csrf.spa()
                        .csrfTokenRepository(csrfTokens)
                        .ignoringRequestMatchers(
                                ApiAuthenticationFilter::hasBearerToken,
                                SecurityConfiguration::isSignIn,
                                SecurityConfiguration::hasNoSession))
                // SessionService manages the sessions. Spring Security would give them a new id at each request.
                .sessionManagement(sessions -> sessions.disable())
                .requestCache(cache -> cache.requestCache(new NullRequestCache()))
                .formLogin(form -> form.disable())
                .httpBasic(basic -> basic.disable())
                .logout(logout -> logout.disable())
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        .cacheControl(cache -> cache.disable()))
                .exceptionHandling(
                        failures -> failures.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .build();
    }

    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        requests.dispatcherTypeMatchers(DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                .permitAll()
                .requestMatchers(ApiAuthenticationFilter.LEASE_PATHS.toArray(String[]::new))
                .hasAuthority(ApiAuthenticationFilter.WORKER_NODE)
                .requestMatchers(ApiAuthenticationFilter.LEASE_TOKEN_PATHS.stream()
                        .map(prefix -> prefix + "**")
                        .toArray(String[]::new))
                .permitAll()
                .requestMatchers("/api/session", "/api/setup", "/api/shared/**", "/api/openapi", "/api/schemas/**")
                .permitAll()
                // Clients of MLflow 3 ask before they send a token, and take a 404 for an older server.
                .requestMatchers(HttpMethod.GET, "/api/3.0/mlflow/server-info")
                .permitAll()
                .requestMatchers(HttpMethod.POST, "/api/invitations/accept")
                .permitAll()
                .requestMatchers(HttpMethod.GET, "/api/invitations/{token}")
                .permitAll()
                .requestMatchers("/api/invitations", "/api/users/*/*", "/api/audit")
                .hasAuthority(User.Role.ADMIN.name())
                .requestMatchers(HttpMethod.POST, "/api/worker-tokens/**")
                .hasAuthority(User.Role.ADMIN.name())
                .requestMatchers(HttpMethod.DELETE, "/api/worker-tokens/**")
                .hasAuthority(User.Role.ADMIN.name())
                .requestMatchers("/api/workers/*/drain")
                .hasAuthority(User.Role.ADMIN.name())
                .requestMatchers("/api/**", ApiAuthenticationFilter.MEASUREMENTS_PATH)
                .hasAnyAuthority(User.Role.ADMIN.name(), User.Role.MEMBER.name())
                .anyRequest()
                .permitAll();
    }

    private static boolean isSignIn(HttpServletRequest request) {
        return request.getMethod().equals(HttpMethod.POST.name()) && SIGN_IN_PATHS.contains(request.getRequestURI());
    }

    /** Without a session there is nothing that another site could use; such a request is refused as not signed in. */
    private static boolean hasNoSession(HttpServletRequest request) {
        return SessionService.user(request).isEmpty();
    }

    /** Prevents the default user of Spring Boot, whose password would be logged. */
    @Bean
    UserDetailsService noDefaultUsers() {
        return name -> {
            throw new UsernameNotFoundException(name);
        };
    }
}
