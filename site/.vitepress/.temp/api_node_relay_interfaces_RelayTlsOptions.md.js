import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: RelayTlsOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/RelayTlsOptions.md","filePath":"api/node/relay/interfaces/RelayTlsOptions.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/RelayTlsOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / RelayTlsOptions</p><h1 id="interface-relaytlsoptions" tabindex="-1">Interface: RelayTlsOptions <a class="header-anchor" href="#interface-relaytlsoptions" aria-label="Permalink to &quot;Interface: RelayTlsOptions&quot;">​</a></h1><p>A certificate and its key, as PEM.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="certificate" tabindex="-1">certificate <a class="header-anchor" href="#certificate" aria-label="Permalink to &quot;certificate&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>certificate</strong>: <code>string</code></p></blockquote><p>The certificate, then those between it and the root.</p><hr><h3 id="key" tabindex="-1">key <a class="header-anchor" href="#key" aria-label="Permalink to &quot;key&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>key</strong>: <code>string</code></p></blockquote><p>Without passphrase.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/RelayTlsOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RelayTlsOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RelayTlsOptions as default
};
