package dev.isobath.server.accounts;

import dev.isobath.server.problems.Problems;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.NullRequestCache;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /** What the dashboard needs and no more: its own files, inline styles (charts), images it draws itself. */
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

    @Bean
    SecurityFilterChain security(HttpSecurity http, Accounts accounts, JsonMapper json) throws Exception {
        return http.addFilterBefore(new BearerTokens(accounts), AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(
                                DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers("/api/worker/lease")
                        .hasAuthority(BearerTokens.NODE)
                        // Each of these calls carries its attempt's own token, checked where the attempt is looked up.
                        .requestMatchers("/api/worker/attempts/**")
                        .permitAll()
                        .requestMatchers(
                                "/api/session",
                                "/api/setup",
                                "/api/invitations/accept",
                                "/api/shared/**",
                                "/api/openapi")
                        .permitAll()
                        .requestMatchers("/api/**")
                        .hasAnyAuthority(User.Role.ADMIN.name(), User.Role.MEMBER.name())
                        .anyRequest()
                        .permitAll())
                .csrf(csrf -> csrf.spa().ignoringRequestMatchers(BearerTokens::isUsedBy))
                .requestCache(cache -> cache.requestCache(new NullRequestCache()))
                .formLogin(form -> form.disable())
                .httpBasic(basic -> basic.disable())
                .logout(logout -> logout.disable())
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        .cacheControl(cache -> cache.disable()))
                .exceptionHandling(failures -> failures.authenticationEntryPoint((_, response, _) -> refuse(
                                json,
                                response,
                                HttpStatus.UNAUTHORIZED,
                                "unauthorized",
                                "Not signed in",
                                "sign in, or send an API token as 'Authorization: Bearer isobath_...'"))
                        .accessDeniedHandler((_, response, _) -> refuse(
                                json,
                                response,
                                HttpStatus.FORBIDDEN,
                                "forbidden",
                                "Not allowed",
                                "this account may not do that, or the CSRF token is missing or old; reload the page")))
                .build();
    }

    /** Without one, Spring Boot would invent a user and print its password. */
    @Bean
    UserDetailsService noUsersBySpring() {
        return name -> {
            throw new UsernameNotFoundException(name);
        };
    }

    private static void refuse(
            JsonMapper json, HttpServletResponse response, HttpStatus status, String slug, String title, String detail)
            throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), Problems.of(status, slug, title, detail));
    }
}
