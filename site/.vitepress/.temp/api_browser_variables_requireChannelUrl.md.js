import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: requireChannelUrl","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/variables/requireChannelUrl.md","filePath":"api/browser/variables/requireChannelUrl.md"}');
const _sfc_main = { name: "api/browser/variables/requireChannelUrl.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / requireChannelUrl</p><h1 id="variable-requirechannelurl" tabindex="-1">Variable: requireChannelUrl <a class="header-anchor" href="#variable-requirechannelurl" aria-label="Permalink to &quot;Variable: requireChannelUrl&quot;">​</a></h1><blockquote><p><code>const</code> <strong>requireChannelUrl</strong>: (<code>url</code>) =&gt; <code>URL</code></p></blockquote><p>The address of a channel, checked. <code>http:</code> and <code>https:</code> stand for <code>ws:</code> and <code>wss:</code>, so that a page can build it from its own location.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="url" tabindex="-1">url <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url&quot;">​</a></h3><p><code>string</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>URL</code></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError when it is not such a URL, CodecError CHANNEL_NAME when its path is not one channel name</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/variables/requireChannelUrl.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const requireChannelUrl = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  requireChannelUrl as default
};
