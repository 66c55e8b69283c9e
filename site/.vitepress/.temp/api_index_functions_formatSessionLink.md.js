import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: formatSessionLink()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/formatSessionLink.md","filePath":"api/index/functions/formatSessionLink.md"}');
const _sfc_main = { name: "api/index/functions/formatSessionLink.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / formatSessionLink</p><h1 id="function-formatsessionlink" tabindex="-1">Function: formatSessionLink() <a class="header-anchor" href="#function-formatsessionlink" aria-label="Permalink to &quot;Function: formatSessionLink()&quot;">​</a></h1><blockquote><p><strong>formatSessionLink</strong>(<code>relayUrl</code>): <code>string</code></p></blockquote><p>The link that invites to a session: the relay&#39;s page, and the secret behind a <code>#</code>, which browsers send to nobody.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="relayurl" tabindex="-1">relayUrl <a class="header-anchor" href="#relayurl" aria-label="Permalink to &quot;relayUrl&quot;">​</a></h3><p><a href="./../interfaces/SessionLink.html"><code>SessionLink</code></a></p><p>of the relay: <code>ws://</code>, <code>wss://</code>, <code>http://</code> or <code>https://</code>, with the path that it is under, if any</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>string</code></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError naming a wrong URL</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/formatSessionLink.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const formatSessionLink = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  formatSessionLink as default
};
