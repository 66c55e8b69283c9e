import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: RelayServerChanges","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/type-aliases/RelayServerChanges.md","filePath":"api/node/relay/type-aliases/RelayServerChanges.md"}');
const _sfc_main = { name: "api/node/relay/type-aliases/RelayServerChanges.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / RelayServerChanges</p><h1 id="type-alias-relayserverchanges" tabindex="-1">Type Alias: RelayServerChanges <a class="header-anchor" href="#type-alias-relayserverchanges" aria-label="Permalink to &quot;Type Alias: RelayServerChanges&quot;">​</a></h1><blockquote><p><strong>RelayServerChanges</strong> = <code>Pick</code>&lt;<a href="./../../interfaces/RelayServerOptions.html"><code>RelayServerOptions</code></a>, <code>&quot;limits&quot;</code> | <code>&quot;tls&quot;</code> | <code>&quot;retryAfterMs&quot;</code> | <code>&quot;graceMs&quot;</code> | <code>&quot;addressLimits&quot;</code> | <code>&quot;channelPattern&quot;</code> | <code>&quot;channels&quot;</code> | <code>&quot;recordings&quot;</code> | <code>&quot;sessions&quot;</code>&gt; &amp; <code>object</code></p></blockquote><p>What of <a href="./../../interfaces/RelayServerOptions.html">RelayServerOptions</a> may change while the server runs; what is left out stays as it is.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="media" tabindex="-1">media? <a class="header-anchor" href="#media" aria-label="Permalink to &quot;media?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>media?</strong>: <code>MediaChanges</code></p></blockquote><p>Who may come from now on, of programs that know only HTTP.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/type-aliases/RelayServerChanges.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RelayServerChanges = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RelayServerChanges as default
};
