import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: BanCandidate","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/BanCandidate.md","filePath":"api/node/relay/interfaces/BanCandidate.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/BanCandidate.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / BanCandidate</p><h1 id="interface-bancandidate" tabindex="-1">Interface: BanCandidate <a class="header-anchor" href="#interface-bancandidate" aria-label="Permalink to &quot;Interface: BanCandidate&quot;">​</a></h1><p>All that is known of somebody who connects; any of it may be banned.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="address" tabindex="-1">address? <a class="header-anchor" href="#address" aria-label="Permalink to &quot;address?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>address?</strong>: <code>string</code></p></blockquote><p>Network address, without port.</p><hr><h3 id="key" tabindex="-1">key? <a class="header-anchor" href="#key" aria-label="Permalink to &quot;key?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>key?</strong>: <code>string</code></p></blockquote><p>Name of a static key.</p><hr><h3 id="subject" tabindex="-1">subject? <a class="header-anchor" href="#subject" aria-label="Permalink to &quot;subject?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>subject?</strong>: <code>string</code></p></blockquote><p>Subject of a token.</p><hr><h3 id="token" tabindex="-1">token? <a class="header-anchor" href="#token" aria-label="Permalink to &quot;token?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>token?</strong>: <code>string</code></p></blockquote><p>Id (<code>jti</code>) of a token.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/BanCandidate.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BanCandidate = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BanCandidate as default
};
